import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { parseIp } from '../../../proto/src/ip.js';
import { parseMac } from '../../../proto/src/mac.js';
import type { PeerStream } from '../testing/sync-peer.js';
import { TestHost, TestNamespace } from '../testing/test-host.js';
import { waitUntil } from '../testing/wait-until.js';

// Two VMs on one host, nats-server beside the agent; a child process there prints what it hears.
let host: TestHost;
let vms: TestNamespace[];
let nats: ChildProcess | null = null;
let listener: ChildProcess | null = null;
let heard: { subject: string; data: string }[] = [];
let stream: PeerStream;
const { FlowKind } = weft.v1;
const ip = (text: string) => ({ bytes: parseIp(text) });

function startNats(): void {
  nats = host.namespace.spawn('nats-server', ['-a', '127.0.0.1', '-p', '4222']);
  listener = host.namespace.spawn(process.execPath, ['--input-type=module', '-e', listenerSource]);
  let rest = '';
  listener.stdout?.on('data', (data: Buffer) => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heard.push(JSON.parse(line) as (typeof heard)[number]);
  });
}

/** Connects, and again, and prints each message. */
const listenerSource = `
  import { connect } from ${JSON.stringify(import.meta.resolve('@nats-io/transport-node'))};
  const nats = await connect({ servers: '127.0.0.1:4222', waitOnFirstConnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  nats.subscribe('weft.>', { callback: (e, m) => console.log(JSON.stringify({ subject: m.subject, data: Buffer.from(m.data).toString('base64') })) });
  await nats.flush();
  console.log(JSON.stringify({ subject: 'listening', data: '' }));
`;

const batches = () =>
  heard
    .filter((m) => m.subject.startsWith('weft.flows.'))
    .map((m) => weft.v1.FlowBatch.decode(Buffer.from(m.data, 'base64')));
const flowRecords = () => batches().flatMap((b) => b.records);

beforeAll(async () => {
  host = await TestHost.make('wa-f1', [
    '--nats',
    'nats://127.0.0.1:4222',
    '--flow-idle',
    '2',
    '--flow-update',
    '1',
    '--metrics',
    '127.0.0.1:9400',
  ]);
  host.namespace.ip('link add und type veth peer name und-peer');
  host.namespace.ip('addr add 192.0.2.1/24 dev und');
  host.namespace.ip('link set und up');
  vms = [1, 2].map((n) => {
    const vm = new TestNamespace(`wa-f1-${n}`);
    host.namespace.ip(
      `link add p${n} mtu 1450 type veth peer name eth0 netns ${vm.name} address 02:57:00:00:00:0${n} mtu 1450`,
    );
    vm.ip(`addr add 10.0.0.${n}/24 dev eth0`);
    vm.ip('link set eth0 up');
    return vm;
  });
  startNats();
  await waitUntil('the listener listens', () => heard.some((m) => m.subject === 'listening'));
  host.startAgent();
  stream = await host.peer.stream(0);
  const ports = [1, 2].flatMap((n): weft.v1.Entry.$Properties[] => {
    const mac = parseMac(`02:57:00:00:00:0${n}`);
    const address = ip(`10.0.0.${n}`);
    return [
      { localPort: { datapathId: n, portId: `port-${n}`, generation: 5, vni: 100, mac, addresses: [address] } },
      { fdb: { vni: 100, mac, vtepId: 1, datapathId: n } },
      { neighbor: { vni: 100, address, mac } },
    ];
  });
  stream.sendSnapshot({ revision: 1 }, [
    { nodeConfig: { vtepId: 1, vteps: [ip('192.0.2.1')], vxlanPort: 4789 } },
    { network: { vni: 100, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
    { member: { vni: 100, vtepId: 1 } },
    ...ports,
  ]);
  await stream.acked(1);
  for (const n of [1, 2]) await host.plug(`port-${n}`, `p${n}`);
  await stream.facts('port-2', (f) => f.programmed === true && f.linkUp === true);
});

afterAll(async () => {
  listener?.kill('SIGKILL');
  nats?.kill('SIGKILL');
  await host?.remove();
  for (const vm of vms ?? []) vm.remove();
});

test('a ping is a flow in each direction: started, updated, ended when it is idle', async () => {
  const before = Date.now();
  vms[0]?.run('ping -c 15 -i 0.2 -q 10.0.0.2');
  const of = (portId: string, kind: weft.v1.FlowKind) =>
    flowRecords().find((r) => r.portId === portId && r.kind === kind && r.protocol === 1);
  for (const portId of ['port-1', 'port-2']) {
    for (const kind of [FlowKind.START, FlowKind.UPDATE, FlowKind.END]) {
      await waitUntil(`${weft.v1.FlowKind[kind]} of ${portId}`, () => of(portId, kind));
    }
    expect(of(portId, FlowKind.START)).toMatchObject({ generation: 5, packets: 1 });
    expect(of(portId, FlowKind.END)).toMatchObject({ packets: 15, generation: 5 });
  }
  const end = of('port-1', FlowKind.END);
  expect(Buffer.from(end?.source?.bytes ?? [])).toEqual(Buffer.from([10, 0, 0, 1]));
  expect(Buffer.from(end?.destination?.bytes ?? [])).toEqual(Buffer.from([10, 0, 0, 2]));
  expect(Number(end?.firstUnixNs) / 1e6).toBeGreaterThan(before - 1000);
  expect(Number(end?.lastUnixNs) / 1e6).toBeLessThan(Date.now() + 1000);
  expect(
    heard.filter((m) => m.subject.startsWith('weft.flows.')).every((m) => m.subject === 'weft.flows.acme.net.wa-f1'),
  ).toBe(true);
});

test('what a port may not send is no flow, and counted with its reason', async () => {
  vms[0]?.ip('addr add 10.0.0.77/24 dev eth0');
  vms[0]?.run('ping -c 1 -W 1 -I 10.0.0.77 10.0.0.2 || true');
  const [counters] = await host.counters('port-1');
  expect(counters?.drops?.some((d) => /^SPOOFED_(IP|ARP)$/.test(d.reason ?? ''))).toBe(true);
  const foreign = (r: weft.v1.FlowRecord.$Properties) => r.source?.bytes?.[3] === 77;
  expect(flowRecords().some(foreign)).toBe(false);
});

test('without NATS forwarding and provisioning go on; records come when it is back', async () => {
  nats?.kill('SIGKILL');
  listener?.kill('SIGKILL');
  heard = [];
  expect(vms[0]?.run('ping -c 1 -W 2 10.0.0.2')).toContain('1 received');
  stream.send({ delta: { revision: 2, put: [{ member: { vni: 100, vtepId: 9 } }] } });
  await stream.acked(2);
  startNats();
  await waitUntil('the listener listens', () => heard.some((m) => m.subject === 'listening'));
  vms[0]?.run('ping -c 1 -W 2 10.0.0.2');
  await waitUntil('records come again', () => flowRecords().length > 0);
});

test('metrics are on loopback: maps, writes, drops, flows', async () => {
  const text = host.namespace.run(
    `${process.execPath} -e "fetch('http://127.0.0.1:9400/metrics').then(r=>r.text()).then(t=>console.log(t))"`,
  );
  expect(text).toMatch(/^weft_agent_map_writes_total\{map="fdb"\} 2$/m);
  expect(text).toMatch(/^weft_agent_map_capacity\{map="fdb"\} 262144$/m);
  expect(text).toMatch(/^weft_port_drops_total\{port="port-1",reason="SPOOFED_(IP|ARP)"\} [1-9]/m);
  expect(text).toMatch(/^weft_port_packets_total\{port="port-1",direction="sent"\} [1-9]/m);
  expect(text).toMatch(/^weft_agent_flow_capacity\{map="flow6"\} 65536$/m);
  expect(text).toMatch(/^weft_agent_flows\{map="flow6"\} 0$/m);
  expect(text).toMatch(/^weft_agent_in_sync 1$/m);
  expect(text).toMatch(/^weft_agent_nats_connected 1$/m);
});
