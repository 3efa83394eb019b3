import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakePolicyActivity } from '../datapath/fake/fake-policy-activity.js';
import { ConnectionSweeps } from './connection-sweeps.js';

let activity: FakePolicyActivity;
let told: string[];
let sweeps: ConnectionSweeps;

beforeEach(() => {
  vi.useFakeTimers();
  activity = new FakePolicyActivity(16, 64);
  told = [];
  sweeps = new ConnectionSweeps({
    activity,
    events: { emit: (code, message) => told.push(`${code} ${message}`) },
    log: pino({ level: 'silent' }),
  });
});
afterEach(() => {
  sweeps.close();
  vi.useRealTimers();
});

test('connections expire once a second, until the end', () => {
  sweeps.start();
  vi.advanceTimersByTime(3_500);
  expect(activity.sweeps).toBe(3);
  sweeps.close();
  vi.advanceTimersByTime(5_000);
  expect(activity.sweeps).toBe(3);
});

test('packets that found no room are told as an event, at most every 10 seconds; those of an earlier run are not', () => {
  activity.full = 5;
  sweeps.start();
  vi.advanceTimersByTime(2_000);
  expect(told).toEqual([]);
  activity.full = 8;
  activity.connections = { connection4: 64, connection6: 1, fragment: 0 };
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^MAP_FULL 3 packets .* connection4 has 64 of 64, connection6 1 of 64/);
  activity.full = 20;
  vi.advanceTimersByTime(9_000);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(told[1]).toMatch(/^MAP_FULL 12 packets/);
});

test('counters that begin anew with another port are no reason', () => {
  activity.full = 50;
  sweeps.start();
  activity.full = 0;
  vi.advanceTimersByTime(1_000);
  activity.full = 10;
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^MAP_FULL 10 packets/);
});

test('a sweep that fails does not end them', () => {
  sweeps.start();
  vi.spyOn(activity, 'sweepConnections').mockImplementationOnce(() => {
    throw new Error('no');
  });
  vi.advanceTimersByTime(2_000);
  expect(activity.sweeps).toBe(1);
});
