import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENTRY_RULES_VERSION, toldEpoch } from '../../controller/src/dispatcher/told-epoch.js';
import { weft } from '../../proto/gen/codecs.js';
import { ControllerUnderTest } from '../sync/controller-under-test.js';

const { Resume } = weft.v1;

let controller: ControllerUnderTest;
beforeEach(async () => {
  controller = await ControllerUnderTest.start(['h1']);
});
afterEach(() => controller.stop());

test('agents take a snapshot from a controller that makes other entries of the same resources, and resume from one that does not', async () => {
  await controller.createPort('p1', 'h1');
  const agent = controller.agent('h1');
  const meet = async (entryRules: number) => {
    agent.disconnect();
    const { welcome } = agent.held;
    const { l4Port } = controller;
    await controller.crash();
    await controller.start({ entryRules });
    expect(controller.l4Port).toBe(l4Port);
    agent.connect();
    await agent.until(() => agent.held.welcome !== welcome && controller.right(agent));
    await agent.until(() => agent.held.epoch === agent.held.welcome?.epoch);
    return agent.held.welcome;
  };
  agent.connect();
  await agent.until(() => controller.right(agent));
  const epoch = toldEpoch(controller.store.epoch);
  const later = ENTRY_RULES_VERSION + 1;
  const { snapshots } = agent.held;
  expect(await meet(ENTRY_RULES_VERSION)).toMatchObject({ epoch });
  expect(agent.held.snapshots).toBe(snapshots);
  expect(await meet(later)).not.toMatchObject({ epoch });
  await agent.until(() => agent.held.snapshots === snapshots + 1);
  const deltas = agent.held.deltas;
  await meet(later);
  await agent.until(() => agent.held.deltas > deltas);
  expect(agent.held.welcome?.resume).toBe(Resume.DELTA);
  // Back to the earlier one: entries by later rules are not what it means.
  await meet(ENTRY_RULES_VERSION);
  await agent.until(() => agent.held.snapshots === snapshots + 2);
});
