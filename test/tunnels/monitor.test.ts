/** Agents of a real lab watch their tunnels: what they say on NATS when the underlay is cut, when it is back, and when they are stopped themselves. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Impairments } from '../../deploy/lab/impairments.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { unplugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { createTenantNetwork, createVm, startLab } from '../faults/faulty-lab.js';
import { TunnelListener } from './tunnel-listener.js';

const { TUNNEL_UP, TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;
const { NO_REPLY, LOSS_OUT, LOSS_BACK, LATENCY, PATH_MTU, PATH_CUT } = weft.v1.TunnelReason;

let lab: Lab;
let down: () => Promise<void> = async () => {};
let listener: TunnelListener;
let underlay: Impairments;
const hosts = ['host-1', 'host-2', 'host-3'] as const;
const pairs = hosts.flatMap((from) => hosts.flatMap((to) => (from === to ? [] : [[from, to] as const])));

const until = <T>(what: string, probe: () => T | undefined, ms = 15_000) => waitFor(what, ms, async () => probe(), 5);
const allUp = () =>
  until('all tunnels are up', () =>
    pairs.every(([from, to]) => listener.view(from, to)?.state === TUNNEL_UP) ? true : undefined,
  );
type Pair = readonly [from: string, to: string];
/** The first change of a tunnel to a state that came here since the test began; undefined: none yet. */
const changeTo = (state: weft.v1.TunnelState, [from, to]: Pair) =>
  listener.transitions.find(
    (t) => t.from === from && t.transition.report?.remoteNodeId === to && t.transition.report.state === state,
  );
/** Time from `sinceMs` until both ends have told that a tunnel changed to a state. */
async function toldAfterMs(state: weft.v1.TunnelState, sinceMs: number, ...tunnels: Pair[]): Promise<number> {
  const times = await until(`${tunnels.join(' and ')} become ${weft.v1.TunnelState[state]}`, () => {
    const seen = tunnels.map((pair) => changeTo(state, pair)?.atMs);
    return seen.every((ms) => ms !== undefined) ? seen : undefined;
  });
  return Math.max(...times) - sinceMs;
}
const onlyAbout = (...tunnels: Pair[]) => {
  const others = listener.transitions.filter(
    ({ from, transition }) => !tunnels.some(([a, b]) => a === from && b === transition.report?.remoteNodeId),
  );
  expect(others.map(({ from, transition }) => [from, transition])).toEqual([]);
};
const both: [Pair, Pair] = [
  ['host-1', 'host-2'],
  ['host-2', 'host-1'],
];

beforeAll(async () => {
  ({ lab, down } = await startLab('wltmon', { nodes: 3 }));
  underlay = new Impairments(lab);
  listener = await TunnelListener.start(lab);
  await createTenantNetwork(lab, 'acme');
  for (const [i, host] of hosts.entries()) await createVm(lab, 'acme', `vm-${i + 1}`, host, `10.0.0.${i + 11}`);
  await allUp();
});
/** How much later than users are promised things may be told here, on a machine that does other things too: `bench tunnels` measures how quick it is. */
const PATIENCE = 3;

afterAll(async () => {
  await listener?.stop();
  await down();
});
beforeEach(async () => {
  await underlay.clear();
  await allUp();
  listener.transitions.length = 0;
});

test('every tunnel is told of each second, with its round trip', async () => {
  const from = listener.batches.length;
  await until('five batches of host-1', () =>
    listener.batches.slice(from).filter(({ nodeId }) => nodeId === 'host-1').length >= 5 ? true : undefined,
  );
  const batch = listener.batches.findLast(({ nodeId }) => nodeId === 'host-1')!;
  expect(batch).toMatchObject({ tunnels: 2, batchMs: 1000, repeatMs: 1000 });
  expect(batch.reports).toHaveLength(2);
  for (const report of batch.reports) {
    expect(report.rttP50Ns!).toBeGreaterThan(1_000);
    expect(report.rttP50Ns!).toBeLessThan(20e6);
    expect(report).toMatchObject({ state: TUNNEL_UP, reasons: [], lossOutPpm: 0, lossBackPpm: 0 });
  }
});

test('metrics tell how many tunnels there are in which state, and what probing does', async () => {
  const { metricsAddress } = lab.plan;
  const { stdout } = await lab.inHost('host-1', ['curl', '-s', `http://${metricsAddress}/metrics`]);
  const value = (name: string) =>
    Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(stdout)?.[1]);
  expect(value('weft_agent_tunnels{state="UP"}')).toBe(2);
  expect(value('weft_agent_tunnels{state="DOWN"}')).toBe(0);
  for (const name of [
    'weft_agent_probes_sent_total',
    'weft_agent_probes_answered_total',
    'weft_agent_tunnel_rtt_seconds_count',
  ])
    expect(value(name)).toBeGreaterThan(50);
  expect(value('weft_agent_tunnel_rtt_seconds_bucket{le="0.016384"}')).toBeGreaterThan(50);
  expect(value('weft_agent_tunnel_transitions_total')).toBeGreaterThanOrEqual(2);
  expect(value('weft_agent_probe_lag_seconds')).toBeLessThan(5);
});

describe.each(['out', 'in'] as const)('the direction %s of a host is cut', (direction) => {
  test('detect_cut, recover: both ends tell it, and that it is over', async () => {
    const [there, back] = both;
    await underlay.set({ host: 'host-1', peer: 'host-2', direction }, { cut: true });
    const cutMs = performance.now();
    const tookMs = await toldAfterMs(TUNNEL_DOWN, cutMs, there, back);
    await until('the view of the underlay is told', () =>
      listener.transitions.some(({ from, transition }) => from === there[0] && transition.underlay) ? true : undefined,
    );
    const reports = both.map((pair) => changeTo(TUNNEL_DOWN, pair)?.transition.report);
    await underlay.clear();
    const recoveredMs = await toldAfterMs(TUNNEL_UP, performance.now(), there, back);
    expect(tookMs).toBeLessThan(PATIENCE * 1_000);
    expect(recoveredMs).toBeLessThan(PATIENCE * 2_000);
    for (const report of reports) expect(report?.reasons).toEqual([NO_REPLY]);
    const [from, to] = there;
    const views = listener.transitions.flatMap(({ from: node, transition: { report, underlay } }) =>
      node === from && report?.remoteNodeId === to && underlay ? [underlay] : [],
    );
    expect(views).toHaveLength(1);
    expect(views[0]).toMatchObject({
      route: expect.stringContaining(`${lab.node('host-2').vtep} dev underlay0 src ${lab.node('host-1').vtep}`),
      interface: 'underlay0',
      neighborState: expect.stringMatching(/^[A-Z]+$/),
      interfaceUp: true,
    });
    // Who still hears the other says so.
    const [silentMs, heardMs] = (direction === 'out' ? reports : reports.toReversed()).map(
      (report) => 1000 * (report?.lastHeard?.seconds ?? 0) + (report?.lastHeard?.nanos ?? 0) / 1e6,
    );
    expect(silentMs! - heardMs!).toBeGreaterThan(100);
    onlyAbout(there, back);
  });
});

test('detect_loss: 1 % lost in one direction is told, and which one it is', async () => {
  await underlay.set({ host: 'host-1', peer: 'host-2', direction: 'out' }, { loss: 0.01 });
  const tookMs = await toldAfterMs(TUNNEL_DEGRADED, performance.now(), ...both);
  expect(tookMs).toBeLessThan(PATIENCE * 10_000);
  expect(changeTo(TUNNEL_DEGRADED, both[0])?.transition.report?.reasons).toEqual([LOSS_OUT]);
  expect(changeTo(TUNNEL_DEGRADED, both[1])?.transition.report?.reasons).toEqual([LOSS_BACK]);
  onlyAbout(...both);
});

test('detect_delay: 5 ms more in one direction are told', async () => {
  await until('there is something to compare with', () =>
    both.every(([from, to]) => (listener.view(from, to)?.rttReferenceNs ?? 0) > 0) ? true : undefined,
  );
  await underlay.set({ host: 'host-1', peer: 'host-2', direction: 'out' }, { delayMs: 5 });
  const tookMs = await toldAfterMs(TUNNEL_DEGRADED, performance.now(), ...both);
  expect(tookMs).toBeLessThan(PATIENCE * 10_000);
  for (const pair of both) {
    const report = changeTo(TUNNEL_DEGRADED, pair)?.transition.report;
    expect(report?.reasons).toEqual([LATENCY]);
    expect(report?.rttLastNs).toBeGreaterThan(5e6);
  }
  onlyAbout(...both);
  await underlay.clear();
  await toldAfterMs(TUNNEL_UP, performance.now(), ...both);
});

test('one path of four that is cut is named', async () => {
  await underlay.set({ host: 'host-1', peer: 'host-2', direction: 'out', path: 2 }, { cut: true });
  await toldAfterMs(TUNNEL_DEGRADED, performance.now(), both[0]);
  await until('the path is named', () => (listener.view(...both[0])?.deadPaths?.length ? true : undefined));
  const report = listener.view(...both[0]);
  expect(report).toMatchObject({ state: TUNNEL_DEGRADED, deadPaths: [2] });
  expect(report?.reasons).toContain(PATH_CUT);
  expect(changeTo(TUNNEL_DOWN, both[0])).toBeUndefined();
});

test('detect_mtu: a path MTU that shrinks by 100 bytes is told, and that it is back', async () => {
  const mtu = await until('the path MTU is known', () => {
    const report = listener.view(...both[0]);
    return report?.pathMtu === report?.neededMtu && report?.pathMtu ? report.pathMtu : undefined;
  });
  const underlayMtu = lab.plan.state.underlayMtu;
  await underlay.set({ host: 'host-1', peer: 'host-2', direction: 'out' }, { mtu: underlayMtu - 100 });
  const tookMs = await toldAfterMs(TUNNEL_DEGRADED, performance.now(), both[0]);
  expect(tookMs).toBeLessThan(PATIENCE * 15_000);
  expect(changeTo(TUNNEL_DEGRADED, both[0])?.transition.report?.reasons).toEqual([PATH_MTU]);
  await until('it is measured', () => (listener.view(...both[0])?.pathMtu === mtu - 100 ? true : undefined));
  expect(listener.view(...both[0])).toMatchObject({ neededMtu: mtu, starvedVnis: [expect.any(Number)] });
  // Replies are small: the way back is not concerned.
  expect(listener.view(...both[1])).toMatchObject({ state: TUNNEL_UP, pathMtu: mtu });
  onlyAbout(both[0]);
  await underlay.clear();
  await until('it is back', () => changeTo(TUNNEL_UP, both[0]), 60_000);
  expect(listener.view(...both[0])?.starvedVnis).toEqual([]);
});

test('a node that leaves the network, and comes again, alarms nobody: its tunnels are closed and opened', async () => {
  for (let round = 0; round < 3; round++) {
    const from = listener.batches.length;
    const closed = (node: string) =>
      listener.batches.slice(from).some(({ nodeId, closedVtepIds }) => nodeId === node && closedVtepIds.length > 0);
    await unplugVm(lab, 'vm-3');
    await lab.api.call(PortService.deletePort, { id: 'vm-3' });
    await until('all have closed', () => (closed('host-1') && closed('host-2') && closed('host-3') ? true : undefined));
    expect(listener.batches.findLast(({ nodeId }) => nodeId === 'host-1')?.tunnels).toBe(1);
    for (const node of hosts) listener.views.get(node)?.clear();
    await createVm(lab, 'acme', 'vm-3', 'host-3', '10.0.0.13');
    await allUp();
  }
  const bad = listener.transitions.filter(({ transition }) => transition.report?.state !== TUNNEL_UP);
  expect(bad.map(({ from, transition }) => [from, transition.report])).toEqual([]);
});

test('an agent that is stopped alarms nobody: its node answers, and it judges nothing that it asked before', async () => {
  const instances = new Set(listener.batches.map(({ agentInstance }) => agentInstance));
  lab.agent('host-1').signal('SIGSTOP');
  try {
    const from = listener.batches.length;
    // As long as the others have told of it eight times.
    await until('time passes', () =>
      listener.batches.slice(from).filter(({ nodeId }) => nodeId === 'host-2').length >= 8 ? true : undefined,
    );
    expect(listener.batches.slice(from + 1).some(({ nodeId }) => nodeId === 'host-1')).toBe(false);
  } finally {
    lab.agent('host-1').signal('SIGCONT');
  }
  const from = listener.batches.length;
  await until('it goes on', () =>
    listener.batches.slice(from).filter(({ nodeId }) => nodeId === 'host-1').length >= 3 ? true : undefined,
  );
  expect(listener.transitions).toEqual([]);
  expect(new Set(listener.batches.map(({ agentInstance }) => agentInstance))).toEqual(instances);
});

test('an agent that is started anew alarms nobody, and its sessions go on', async () => {
  const before = listener.view(...both[0])?.requests ?? 0;
  const from = listener.batches.length;
  await lab.agent('host-1').restart();
  const own = () => listener.batches.slice(from).filter(({ nodeId }) => nodeId === 'host-1');
  await until('it tells of all', () => {
    const [last, ...earlier] = own().toReversed();
    return earlier.length >= 3 && last?.reports.every(({ state }) => state === TUNNEL_UP) ? true : undefined;
  });
  expect(own().at(-1)?.sequence).toBeLessThan(20);
  expect(listener.view(...both[0])?.requests).toBeGreaterThan(before);
  const bad = listener.transitions.filter(({ transition }) => transition.report?.state !== TUNNEL_UP);
  expect(bad).toEqual([]);
  for (const { from: node, transition } of listener.transitions)
    expect([node, transition.previousState]).toEqual(['host-1', weft.v1.TunnelState.TUNNEL_UNKNOWN]);
});
