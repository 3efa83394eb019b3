import { afterEach, expect, it } from 'vitest';
import type { Change } from '../../controller/src/store/change.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

/** 1,000 take some minutes: all of them are in this process. */
const count = Number(process.env['AGENTS'] ?? 100);

let controller: ControllerUnderTest;
afterEach(() => controller.stop());

it('all agents that come back together get what they missed, read once; those that need all of it take turns', async () => {
  const ids = Array.from({ length: count }, (_, i) => `h${i}`);
  const quick = { verifyIncremental: false, heartbeatMs: 60_000 };
  controller = await ControllerUnderTest.start(ids, quick);
  await Promise.all(ids.map((id) => controller.createPort(`p-${id}`, id)));
  const agents = ids.map((id) => controller.agent(id));
  for (const agent of agents) agent.connect();
  const converged = async () => {
    for (const agent of agents) {
      await agent.until(() => agent.held.revision >= controller.store.committedRevision, 250_000);
    }
    expect(controller.right(agents[0]!)).toBe(true);
    // All have the same, but for their own ports.
    const [expected, ...others] = agents.map(({ held }) => held.entries.size - held.localPorts.size);
    expect(others).toEqual(others.map(() => expected));
  };
  await converged();

  await controller.crash();
  for (const agent of agents) await agent.until(() => !agent.open);
  await controller.start(quick);
  // While they were away: one more port, one less.
  await controller.createPort('new', 'h0');
  await controller.deletePort('p-h1');
  await controller.createPort('last', 'h1');
  let reads = 0;
  const { store } = controller;
  const changesAfter = store.changesAfter.bind(store);
  store.changesAfter = (after: number): Promise<Change[] | null> => {
    reads++;
    return changesAfter(after);
  };
  const frames = agents.map((agent) => agent.frames);
  const begun = performance.now();
  for (const agent of agents) agent.connect();
  await converged();
  console.log(JSON.stringify({ kind: 'reconnect', agents: count, resumedMs: performance.now() - begun }));
  expect(await controller.metric('weft_sync_resumes_total', { kind: 'delta' })).toBe(count);
  for (const [i, agent] of agents.entries()) {
    expect(agent.held.snapshots).toBe(1);
    // Welcome and one delta.
    expect(agent.frames - frames[i]!).toBe(2);
  }
  expect(reads).toBeLessThan(5);

  await controller.crash();
  for (const agent of agents) await agent.until(() => !agent.open);
  await controller.start({ ...quick, concurrentSnapshots: 3 }, { renewEpoch: true });
  const again = performance.now();
  for (const agent of agents) agent.connect();
  await eventually(async () => (await controller.metric('weft_sync_snapshots_sent_total')) === count, 250_000);
  await converged();
  expect(await controller.metric('weft_sync_snapshots_waiting')).toBe(0);
  console.log(JSON.stringify({ kind: 'reconnect', agents: count, snapshotsMs: performance.now() - again }));
}, 600_000);
