import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MachineMove, moveVm } from '../../deploy/lab/move.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { ask } from '../policy/peers.js';
import { MovingLab, type Told } from './moves-lab.js';
import { rowCount, rowsOfPort } from './moves-maps.js';
import type { QuietConnection } from './moves-talk.js';

/** Echo requests are 10 ms apart: 0.2 s. What was measured is printed. */
const mostLost = 20;
const hosts = ['host-1', 'host-2', 'host-3'] as const;

describe('a machine that moves under default deny', () => {
  let moving: MovingLab;
  let lab: Lab;

  beforeAll(async () => {
    moving = await MovingLab.up('wlmv');
    lab = moving.lab;
  });
  afterAll(() => moving?.down());

  function expectGood(how: string, told: Told): void {
    const lost = Object.entries(told.pings).map(([who, ping]) => `${who}: ${ping.lost} of ${ping.sent}`);
    const gaps = told.busy.map(({ caller, listener }) => Math.max(caller.longestGapMs, listener.longestGapMs));
    console.info(`${how}: lost ${lost.join(', ')}; TCP waited for ${gaps.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    for (const [who, ping] of Object.entries(told.pings)) {
      expect(ping.lost, who).toBeLessThanOrEqual(mostLost);
      expect(ping.duplicates, who).toBe(0);
    }
    for (const { caller, listener } of told.busy) {
      expect(listener.received).toEqual(caller.sent);
      expect(caller.received).toEqual(listener.sent);
      expect(caller.sent[0]).toBeGreaterThan(100_000);
      expect(listener.sent[0]).toBeGreaterThan(100_000);
    }
    expect(told.forbidden).toBe(0);
    expect(told.allowed).toBeGreaterThan(50);
  }

  /** On each connection both sides speak; by turns, this side of the first one begins. */
  async function speak(connections: readonly QuietConnection[], first: 'caller' | 'listener'): Promise<void> {
    const other = first === 'caller' ? 'listener' : 'caller';
    for (const [i, connection] of connections.entries()) {
      for (const who of i % 2 === 0 ? ([first, other] as const) : ([other, first] as const)) await connection.says(who);
    }
  }

  /** No node but the one where web is has anything of it but what all have; what only counts goes with the next round of the agent, for which `thorough` waits. */
  async function expectOnlyAt(host: (typeof hosts)[number], thorough = false): Promise<void> {
    // A host's number is known from a port that has been there all the time.
    const resident = { 'host-1': 'near', 'host-2': 'far', 'host-3': 'peer' }[host];
    const elsewhere = hosts.filter((id) => id !== host);
    const vtep = (await rowsOfPort(lab, elsewhere[0] ?? '', resident)).filter((row) => row.startsWith('fdb'));
    const expected = [...vtep, expect.stringMatching(/^port_groups /)];
    for (const id of elsewhere) {
      const rows = await waitFor(`${id} has forgotten what web did there`, 10_000, async () => {
        const found = await rowsOfPort(lab, id, 'web');
        return thorough && found.includes('rule_hits') ? undefined : found;
      });
      expect(
        rows.filter((row) => row !== 'rule_hits'),
        id,
      ).toEqual(expected);
    }
    const there = await rowsOfPort(lab, host, 'web');
    expect(there).toEqual(expect.arrayContaining(['connection4', 'connection6', 'port_by_id', 'port_by_if', ...vtep]));
    for (const id of hosts) {
      for (const map of ['pending_port', 'departing_port']) expect(rowCount(lab, id, map), `${map} of ${id}`).toBe(0);
    }
  }

  it('goes on as if nothing had happened, and is known by its first frame', async () => {
    const quiet = await moving.quiet(7100);
    const told = await moving.meanwhile(async () => {
      const times = await moveVm(lab, 'web', 'host-2');
      console.info(times);
    });
    expectGood('by the first frame', told);
    expect(lab.vm('web')).toMatchObject({ node: 'host-2', moves: 1 });
    await speak(quiet, 'caller');
    await expectOnlyAt('host-2');
    for (const connection of quiet) await connection.end();
  });

  it('by a call, before anything comes from there', async () => {
    const quiet = await moving.quiet(7200);
    const told = await moving.meanwhile(async () => {
      const move = await MachineMove.begin(lab, 'web', 'host-3');
      await move.ready();
      const exchange = await move.prepareExchange();
      await move.activate();
      await exchange();
      await move.departed();
      await move.finish();
    });
    expectGood('by a call', told);
    await speak(quiet, 'listener');
    await expectOnlyAt('host-3');
    for (const connection of quiet) await connection.end();
  });

  it('back where it was; and what its rules say holds there from the first moment', async () => {
    const told = await moving.meanwhile(() => moveVm(lab, 'web', 'host-1'));
    expectGood('back', told);
    await expectOnlyAt('host-1', true);
    for (const [from, l4Port, answer] of [
      ['far', 7000, 'answered'],
      ['far', 81, 'silent'],
      ['stranger', 7000, 'silent'],
      ['routed', 7000, 'answered'],
      ['routed', 81, 'silent'],
    ] as const)
      expect(await ask(lab, from, 'tcp', moving.address('web', 'ip4'), l4Port, 0.4), `${from} ${l4Port}`).toBe(answer);
  });

  it('stays where it is if the move is cancelled, and what is prepared goes', async () => {
    const told = await moving.meanwhile(async () => {
      const move = await MachineMove.begin(lab, 'web', 'host-2');
      await move.ready();
      await move.cancel();
    });
    expect(Object.values(told.pings).map(({ lost }) => lost)).toEqual(Object.values(told.pings).map(() => 0));
    expect(told.forbidden).toBe(0);
    expect(lab.vm('web')).toEqual(expect.objectContaining({ node: 'host-1', moves: 3 }));
    await expectOnlyAt('host-1');
  });

  it('says what cannot be', async () => {
    await expect(moveVm(lab, 'nobody', 'host-2')).rejects.toThrow('no VM "nobody" in this lab');
    await expect(moveVm(lab, 'web', 'host-9')).rejects.toThrow('no node "host-9" in this lab');
    await expect(moveVm(lab, 'web', 'host-1')).rejects.toThrow('VM web is at host-1 already');
  });
});
