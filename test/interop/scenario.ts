import type { ControllerUnderTest } from '../sync/controller-under-test.js';
import { dualStack } from './dual-stack-scenario.js';
import { keyring } from './keyring-scenario.js';
import { securityGroups } from './security-groups-scenario.js';

/** The recorded agent's node; `far` is the other one. */
export const NODE = 'near';
export const NODES = [NODE, 'far'];
/** Endpoints that the recorded agent has room for: one fewer than the scenario has at its fullest. */
export const MAX_ENDPOINTS = 5;

/**
 * What is done to the controller, step by step. `connected`: whether the agent has a stream during the step; when that changes from a step to the
 * next, the stream is opened or cut before the step's work. Recordings refer to the steps by name: a scenario that has recordings is not
 * changed, it gets a successor.
 */
export interface ScenarioStep {
  readonly name: string;
  readonly connected: boolean;
  readonly run: (controller: ControllerUnderTest) => Promise<unknown>;
}

const ports: readonly ScenarioStep[] = [
  {
    name: 'ports before the agent comes',
    connected: false,
    run: async (c) => {
      await c.createPort('a', NODE);
      await c.createPort('b', 'far');
      await c.createPort('c', 'far');
    },
  },
  { name: 'the first stream takes a snapshot', connected: true, run: async () => {} },
  { name: 'a far port is added', connected: true, run: (c) => c.createPort('d', 'far') },
  { name: 'a near port is added', connected: true, run: (c) => c.createPort('e', NODE) },
  { name: 'one port too many', connected: true, run: (c) => c.createPort('f', 'far') },
  { name: 'a port goes, and there is room again', connected: true, run: (c) => c.deletePort('b') },
  { name: 'a port moves here', connected: true, run: (c) => c.movePort('c', NODE) },
  { name: 'a port moves away', connected: true, run: (c) => c.movePort('a', 'far') },
  {
    name: 'changes without a stream',
    connected: false,
    run: async (c) => {
      await c.deletePort('d');
      await c.createPort('g', 'far');
    },
  },
  { name: 'the second stream resumes', connected: true, run: async () => {} },
  { name: 'a last change', connected: true, run: (c) => c.deletePort('g') },
  {
    name: 'the last near ports go, and the networks with them',
    connected: true,
    run: async (c) => {
      await c.deletePort('c');
      await c.deletePort('e');
    },
  },
  { name: 'the network comes back', connected: true, run: (c) => c.createPort('h', NODE) },
];

const scenarios: Readonly<Record<string, readonly ScenarioStep[]>> = {
  ports,
  'dual-stack': dualStack(NODE, 'far'),
  keyring: keyring(NODE),
  'security-groups': securityGroups(NODE, 'far'),
};

export function scenarioOf(name: string): readonly ScenarioStep[] {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  return scenario;
}

/** What the controller says of the node and its ports, without times and without what is different in each run. */
export function statusOf(controller: ControllerUnderTest): unknown {
  const { nackCount, nacks } = controller.nodeStatus(NODE);
  const ids = Array.from(controller.store.rows('port'), (port) => port.metadata?.id ?? '').sort();
  const ports = ids.map((id) => {
    const { state, plugged, linkUp, programmed, message } = controller.portStatus(id);
    return { id, state, plugged, linkUp, programmed, message };
  });
  return JSON.parse(JSON.stringify({ nackCount, nacks, ports }));
}
