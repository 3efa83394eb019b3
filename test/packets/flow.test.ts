import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  decodeFlow,
  decodeFlowRecord,
  decodeFlowSweep,
  encodeFlow4Key,
  encodeFlowSweep,
  FLOW_RECORD_BYTES,
  FlowKind,
  type FlowRecord,
  FlowSweepScope,
} from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  type BpfRing,
  close,
  countEntries,
  lookup,
  openRingBuffer,
  readRing,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { parseIp } from '../../proto/src/ip.js';
import { dualStack, ip6Of } from './discovery-topology.js';
import { runFrame } from './fixture.js';
import { EtherType, ethernet, icmp, ip4, ipNumber, Protocol, TcpFlag, tcp, udp } from './frames.js';
import { ip6 } from './ip-families.js';
import { waitUntil } from './namespace.js';
import { key, type Node, type PortPlace } from './node.js';
import { a1, a2, arrange, g1, g2, makeNode } from './topology.js';

const maxFlows = 64;
/** Room for 51 records. */
const ringBytes = 4096;
let node: Node;
let ring: BpfRing;
/** Records that the event loop brought. */
const arrived: FlowRecord[] = [];
beforeAll(() => {
  node = makeNode({ maxFlows, ringBytes });
  ring = openRingBuffer(node.map('flow_records'), FLOW_RECORD_BYTES, (bytes, count, skipped) =>
    arrived.push(...decode(bytes, count, skipped)),
  );
});
afterAll(() => {
  if (ring) close(ring);
  node?.close();
  node?.netns.delete();
});
afterEach(() => {
  sweep(FlowSweepScope.END_ALL);
  records();
  sweep(FlowSweepScope.END_ALL);
  records();
  arrange(node);
});

function decode(bytes: Buffer, count: number, skipped: number): FlowRecord[] {
  expect(skipped).toBe(0);
  return Array.from({ length: count }, (_, i) => decodeFlowRecord(bytes, i * FLOW_RECORD_BYTES));
}
/** Records since the last call. */
function records(): FlowRecord[] {
  const { records: bytes, count, skipped } = readRing(ring);
  return [...arrived.splice(0), ...decode(bytes, count, skipped)];
}
function sweep(scope: FlowSweepScope = FlowSweepScope.DUE, datapathId = 0) {
  const nothing = { visited: 0, updated: 0, ended: 0, deferred: 0, left4: 0, left6: 0 };
  const { retval, contextOut } = runSyscall(
    node.program('flow_sweep'),
    encodeFlowSweep({ scope, datapathId, ...nothing }),
  );
  const { visited, updated, ended, deferred, left4, left6 } = decodeFlowSweep(contextOut);
  return { retval, visited, updated, ended, deferred, left4, left6 };
}
/** An IPv4 address as records have it. */
const mapped = (ip: string) =>
  new Uint8Array(Buffer.from(`00000000000000000000ffff${ipNumber(ip).toString(16).padStart(8, '0')}`, 'hex'));
const flowsOf = (port: PortPlace) => lookup(node.map('port_flows'), key(port.slot))?.readUInt32LE(0);
const packetTo = (to: PortPlace, from: PortPlace, payload: Buffer, protocol: number = Protocol.UDP, more = {}) =>
  ethernet(
    to.mac,
    from.mac,
    EtherType.IP4,
    ip4({ source: from.ips[0]!, destination: to.ips[0]!, protocol, ...more }, payload),
  );
const send = (frame: Buffer, from = a1) => runFrame(node, { program: 'from_port', on: from.device, frame });
const sendUdp = (l4Port: number, from = a1, to = a2) =>
  send(packetTo(to, from, udp(l4Port, 53, Buffer.alloc(10))), from);

test('the first packet of a flow starts it, later ones only count', () => {
  sendUdp(1000);
  sendUdp(1000);
  const [start, ...rest] = records();
  expect(rest).toEqual([]);
  expect(start).toMatchObject({
    key: {
      datapathId: a1.id,
      source: mapped('10.0.0.11'),
      destination: mapped('10.0.0.12'),
      sourceL4Port: 1000,
      destinationL4Port: 53,
      protocol: Protocol.UDP,
    },
    kind: FlowKind.START,
    generation: 7,
    dropReason: 0,
    packets: 1,
    bytes: 14 + 20 + 8 + 10,
  });
  expect(start?.firstNs).toBe(start?.lastNs);
  const swept = { retval: 0, visited: 1, updated: 0, ended: 1, deferred: 0, left4: 0, left6: 0 };
  expect(sweep(FlowSweepScope.END_ALL)).toEqual(swept);
  expect(records()).toMatchObject([{ kind: FlowKind.END, packets: 2, bytes: 2 * 52, key: start!.key }]);
});

test('TCP flags are collected, ICMP has type and code, later fragments have no l4 ports', () => {
  send(packetTo(a2, a1, tcp(1, 2, TcpFlag.SYN), Protocol.TCP));
  send(packetTo(a2, a1, tcp(1, 2, TcpFlag.ACK | TcpFlag.PSH), Protocol.TCP));
  send(packetTo(a2, a1, icmp(8, 3), Protocol.ICMP));
  send(packetTo(a2, a1, Buffer.from([4, 210, 4, 210, 0, 0, 0, 0]), Protocol.UDP, { fragmentOffset: 8 }));
  send(packetTo(a2, a1, Buffer.alloc(20), Protocol.SCTP));
  records();
  sweep(FlowSweepScope.END_ALL);
  const ended = records().map(({ key: k, tcpFlags }) => [k.protocol, k.sourceL4Port, k.destinationL4Port, tcpFlags]);
  expect(ended.sort((x, y) => x[0]! - y[0]!)).toEqual([
    [Protocol.ICMP, 8, 3, 0],
    [Protocol.TCP, 1, 2, TcpFlag.SYN | TcpFlag.ACK | TcpFlag.PSH],
    [Protocol.UDP, 0, 0, 0],
    [Protocol.SCTP, 0, 0, 0],
  ]);
});

test('two tenants with the same addresses have flows of their own', () => {
  sendUdp(1000, a1, a2);
  sendUdp(1000, g1, g2);
  expect(records().map((r) => r.key.datapathId)).toEqual([a1.id, g1.id]);
  expect(countEntries(node.map('flow4'))).toBe(2);
});

test('what is refused is no flow', () => {
  send(packetTo(a2, { ...a1, ips: ['10.0.0.99'] }, udp(1, 2, Buffer.alloc(10))));
  send(ethernet(a2.mac, a1.mac, EtherType.LLDP));
  expect(records()).toEqual([]);
  expect(sweep().visited).toBe(0);
});

test('a port over its share: packets go on, the loss is counted, other ports are not affected', () => {
  node.configure({ flowPortMax: 2 });
  const before = node.flowLosses().tableFull;
  for (const l4Port of [1, 2, 3, 4]) expect(sendUdp(l4Port).verdict).toBe('redirect');
  expect(records().map((r) => r.key.sourceL4Port)).toEqual([1, 2]);
  expect(node.flowLosses().tableFull - before).toBe(2);
  expect(flowsOf(a1)).toBe(2);
  sendUdp(1, a2, a1);
  expect(records()).toHaveLength(1);
  sweep(FlowSweepScope.END_PORT, a1.id);
  records();
  sendUdp(5);
  expect(records()).toMatchObject([{ kind: FlowKind.START, key: { sourceL4Port: 5 } }]);
});

test('a full table: packets go on, the loss is counted, the share is not used up', () => {
  const before = node.flowLosses().tableFull;
  for (let i = 0; i < maxFlows + 5; i++) {
    expect(sendUdp(1000 + i).verdict).toBe('redirect');
    records();
  }
  expect(node.flowLosses().tableFull - before).toBe(5);
  expect(flowsOf(a1)).toBe(maxFlows);
  expect(countEntries(node.map('flow4'))).toBe(maxFlows);
});

test('an idle flow ends, one that lives on is kept', async () => {
  node.configure({ flowIdleS: 3600 });
  sendUdp(1);
  expect(sweep()).toMatchObject({ visited: 1, updated: 0, ended: 0, deferred: 0, left4: 1 });
  node.configure({ flowIdleS: 0 });
  await waitUntil(() => sweep().ended === 1);
  expect(records().map((r) => r.kind)).toEqual([FlowKind.START, FlowKind.END]);
  expect(flowsOf(a1)).toBe(0);
  expect(sweep().visited).toBe(0);
});

test('a flow with news is updated once per interval, one without news is not', async () => {
  node.configure({ flowUpdateS: 0, flowIdleS: 3600 });
  sendUdp(1);
  sendUdp(2);
  // Times have the resolution of a tick: send until one has passed.
  let sent = 1;
  await waitUntil(() => {
    sendUdp(1);
    sent++;
    return sweep().updated === 1;
  });
  const [start, , ...updates] = records();
  expect(updates).toMatchObject([{ kind: FlowKind.UPDATE, packets: sent, key: { sourceL4Port: 1 } }]);
  expect(sweep().updated).toBe(0);
  node.configure({ flowUpdateS: 3600, flowIdleS: 3600 });
  const key1 = encodeFlow4Key({
    ...start!.key,
    source: ipNumber('10.0.0.11'),
    destination: ipNumber('10.0.0.12'),
  });
  await waitUntil(() => {
    sendUdp(1);
    const flow = decodeFlow(lookup(node.map('flow4'), key1)!);
    return flow.lastNs > flow.reportedNs;
  });
  expect(sweep().updated).toBe(0);
});

test('the flows of one port end when it is unplugged', () => {
  sendUdp(1, a1, a2);
  sendUdp(2, a1, a2);
  sendUdp(3, a2, a1);
  expect(sweep(FlowSweepScope.END_PORT, a1.id)).toMatchObject({ visited: 3, ended: 2 });
  expect(flowsOf(a1)).toBe(0);
  expect(flowsOf(a2)).toBe(1);
});

test('a slot that was zeroed for its next port does not go below zero', () => {
  sendUdp(1);
  update(node.map('port_flows'), key(a1.slot), key(0));
  expect(sweep(FlowSweepScope.END_ALL).ended).toBe(1);
  expect(flowsOf(a1)).toBe(0);
});

test('a full ring: a lost START is counted, and ends wait until there is room', () => {
  const room = Math.floor(ringBytes / (FLOW_RECORD_BYTES + 8));
  const before = node.flowLosses().ringFull;
  for (let i = 0; i < maxFlows; i++) sendUdp(1000 + i);
  expect(node.flowLosses().ringFull - before).toBe(maxFlows - room);
  const waiting = { visited: maxFlows, ended: 0, deferred: maxFlows, left4: maxFlows };
  expect(sweep(FlowSweepScope.END_ALL)).toMatchObject(waiting);
  expect(flowsOf(a1)).toBe(maxFlows);
  expect(records()).toHaveLength(room);
  const first = sweep(FlowSweepScope.END_ALL);
  expect(first).toMatchObject({ ended: room, deferred: maxFlows - room });
  const ends = records();
  sweep(FlowSweepScope.END_ALL);
  ends.push(...records());
  expect(ends.map((r) => r.kind)).toEqual(Array(maxFlows).fill(FlowKind.END));
  expect(new Set(ends.map((r) => r.key.sourceL4Port)).size).toBe(maxFlows);
  expect(node.flowLosses().ringFull - before).toBe(maxFlows - room);
});

test('without a configuration the sweep leaves everything as it is', () => {
  sendUdp(1);
  node.configure(null);
  expect(sweep(FlowSweepScope.END_ALL)).toMatchObject({ retval: 1, ended: 0 });
  expect(countEntries(node.map('flow4'))).toBe(1);
  node.configure({});
});

test('IPv6 flows have records and an end of their own, and share the limit of the port', () => {
  dualStack()(node);
  node.configure({ flowPortMax: 2 });
  const from = { source: ip6Of.a1, destination: ip6Of.a2 };
  const sendUdp6 = (l4Port: number) =>
    send(ethernet(a2.mac, a1.mac, EtherType.IP6, ip6(from, udp(l4Port, 53, Buffer.alloc(10)))));
  sendUdp(1000);
  sendUdp6(1000);
  sendUdp6(1000);
  sendUdp6(1001);
  expect(flowsOf(a1)).toBe(2);
  const six = {
    source: Uint8Array.from(parseIp(ip6Of.a1)),
    destination: Uint8Array.from(parseIp(ip6Of.a2)),
    sourceL4Port: 1000,
    destinationL4Port: 53,
    protocol: Protocol.UDP,
  };
  expect(records()).toMatchObject([
    { kind: FlowKind.START, key: { source: mapped('10.0.0.11') } },
    { kind: FlowKind.START, key: six },
  ]);
  expect(sweep()).toMatchObject({ visited: 2, left4: 1, left6: 1 });
  expect(sweep(FlowSweepScope.END_PORT, a1.id)).toMatchObject({ visited: 2, ended: 2, left4: 0, left6: 0 });
  expect(records().at(-1)).toMatchObject({ kind: FlowKind.END, key: six, packets: 2, bytes: 2 * 72 });
  expect(flowsOf(a1)).toBe(0);
});
