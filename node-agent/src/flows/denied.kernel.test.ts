import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { parseIp } from '../../../proto/src/ip.js';
import { parseMac } from '../../../proto/src/mac.js';
import type { PeerStream } from '../testing/sync-peer.js';
import { TestHost, TestNamespace } from '../testing/test-host.js';
import { waitUntil } from '../testing/wait-until.js';

// port-1, in the group web, asks port-2, in the group db, which lets web in at 5432. nats-server beside the agent; a child process there prints what it hears.
const WEB = 900;
const DB = 901;
const SQL = 7;
let host: TestHost;
let vms: TestNamespace[];
let stream: PeerStream;
const children: ChildProcess[] = [];
const heard: { subject: string; data: string }[] = [];
const { DENIED } = weft.v1.FlowKind;
const { INGRESS, EGRESS } = weft.v1.RuleDirection;
const ip = (text: string) => ({ bytes: parseIp(text) });
const mac = (n: number) => parseMac(`02:57:00:00:00:0${n}`);

const listenerSource = `
  import { connect } from ${JSON.stringify(import.meta.resolve('@nats-io/transport-node'))};
  const nats = await connect({ servers: '127.0.0.1:4222', waitOnFirstConnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  nats.subscribe('weft.>', { callback: (e, m) => console.log(JSON.stringify({ subject: m.subject, data: Buffer.from(m.data).toString('base64') })) });
  await nats.flush();
  console.log(JSON.stringify({ subject: 'listening', data: '' }));
`;
/** Answers each byte with itself. */
const echoSource = `require('node:net').createServer((s) => s.pipe(s).on('error', () => {})).listen(5432, '10.0.0.2', () => console.log('ready'))`;
/** Connects, sends a byte ten times a second, and prints what comes back. */
const clientSource = `
  const s = require('node:net').connect(5432, '10.0.0.2', () => setInterval(() => s.write('x'), 100));
  s.on('data', () => console.log('echo')); s.on('error', () => {});
`;

function linesOf(child: ChildProcess): string[] {
  const lines: string[] = [];
  let rest = '';
  child.stdout?.on('data', (data: Buffer) => {
    const parts = (rest + data.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  children.push(child);
  return lines;
}

const denied = () =>
  heard
    .filter((m) => m.subject.startsWith('weft.flows.'))
    .flatMap((m) => weft.v1.FlowBatch.decode(Buffer.from(m.data, 'base64')).records)
    .filter((r) => r.kind === DENIED);
/** What the agent told of a rule last. */
const toldHits = (of: PeerStream, portId: string, groupId: number, number: number) =>
  of.received
    .flatMap((m) => m.ruleHits?.ports ?? [])
    .filter((p) => p.portId === portId)
    .flatMap((p) => p.hits ?? [])
    .findLast((h) => h.groupId === groupId && h.number === number && h.direction === INGRESS)?.packets;

const localPort = (n: number, groupIds: number[]): weft.v1.Entry.$Properties => ({
  localPort: {
    datapathId: n,
    portId: `port-${n}`,
    generation: 5,
    vni: 100,
    securedMac: mac(n),
    addresses: [ip(`10.0.0.${n}`)],
    groupIds,
  },
});
const dbGroup = (...rules: weft.v1.PolicyRule.$Properties[]): weft.v1.Entry.$Properties => ({
  securityGroup: { groupId: DB, securityGroupId: 'db', rules },
});
const sqlRule = {
  number: SQL,
  ruleId: 'sql',
  direction: INGRESS,
  protocol: 6,
  first: 5432,
  last: 5432,
  remoteGroupId: WEB,
};
const entries: weft.v1.Entry.$Properties[] = [
  { nodeConfig: { vtepId: 1, vteps: [ip('192.0.2.1')], vxlanPort: 4789 } },
  { network: { vni: 100, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
  { member: { vni: 100, vtepId: 1 } },
  { securityGroup: { groupId: WEB, securityGroupId: 'web', rules: [] } },
  dbGroup(sqlRule),
  ...[1, 2].flatMap((n): weft.v1.Entry.$Properties[] => {
    const groupIds = [n === 1 ? WEB : DB];
    return [
      localPort(n, groupIds),
      { fdb: { vni: 100, mac: mac(n), vtepId: 1, datapathId: n, groupIds } },
      { neighbor: { vni: 100, address: ip(`10.0.0.${n}`), mac: mac(n) } },
    ];
  }),
];

beforeAll(async () => {
  host = await TestHost.make('wa-d1', [
    '--nats',
    'nats://127.0.0.1:4222',
    '--metrics',
    '127.0.0.1:9400',
    '--max-port-connections',
    '8',
  ]);
  host.namespace.ip('link add und type veth peer name und-peer');
  host.namespace.ip('addr add 192.0.2.1/24 dev und');
  host.namespace.ip('link set und up');
  vms = [1, 2].map((n) => {
    const vm = new TestNamespace(`wa-d1-${n}`);
    host.namespace.ip(
      `link add p${n} mtu 1450 type veth peer name eth0 netns ${vm.name} address 02:57:00:00:00:0${n} mtu 1450`,
    );
    vm.ip(`addr add 10.0.0.${n}/24 dev eth0`);
    vm.ip('link set eth0 up');
    return vm;
  });
  children.push(host.namespace.spawn('nats-server', ['-a', '127.0.0.1', '-p', '4222']));
  const listener = host.namespace.spawn(process.execPath, ['--input-type=module', '-e', listenerSource]);
  const lines = linesOf(listener);
  listener.stdout?.on('data', () => {
    for (const line of lines.splice(0)) heard.push(JSON.parse(line) as (typeof heard)[number]);
  });
  await waitUntil('the listener listens', () => heard.some((m) => m.subject === 'listening'));
  host.startAgent();
  stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision: 1 }, entries);
  await stream.acked(1);
  expect(stream.nacks()).toEqual([]);
  for (const n of [1, 2]) await host.plug(`port-${n}`, `p${n}`);
  await stream.facts('port-2', (f) => f.programmed === true && f.linkUp === true);
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await host?.remove();
  for (const vm of vms ?? []) vm.remove();
});

test('what no rule allows is a record of the port whose policy it was, and counted for it', async () => {
  const before = Date.now();
  vms[0]?.run('ping -c 3 -i 0.2 -W 1 10.0.0.2 || true');
  const record = await waitUntil('a record of the ping', () => denied().find((r) => r.protocol === 1));
  expect(record).toMatchObject({
    portId: 'port-2',
    generation: 5,
    sourceL4Port: 8,
    destinationL4Port: 0,
    packets: 1,
    bytes: 98,
    dropReason: 'INGRESS_DENIED',
    policyDirection: INGRESS,
    securityGroupId: '',
    ruleId: '',
  });
  expect([...(record.source?.bytes ?? [])]).toEqual([10, 0, 0, 1]);
  expect([...(record.destination?.bytes ?? [])]).toEqual([10, 0, 0, 2]);
  expect(Number(record.lastUnixNs) / 1e6).toBeGreaterThan(before - 1000);
  expect(Number(record.lastUnixNs) / 1e6).toBeLessThan(Date.now() + 1000);
  expect(heard.filter((m) => m.subject.startsWith('weft.flows.')).map((m) => m.subject)).toContain(
    'weft.flows.acme.net.wa-d1',
  );
  await waitUntil('the packets are told', () => toldHits(stream, 'port-2', 0, 0) === 3, 12_000);
  expect(denied().some((r) => r.portId === 'port-1' || r.policyDirection === EGRESS)).toBe(false);
});

test('a rule that is taken away while its connection lives is named by what it cuts', async () => {
  const [a, b] = vms as [TestNamespace, TestNamespace];
  const server = linesOf(b.spawn(process.execPath, ['-e', echoSource]));
  await waitUntil('the server listens', () => server.includes('ready'));
  const client = linesOf(a.spawn(process.execPath, ['-e', clientSource]));
  await waitUntil('the connection is used', () => client.length >= 3);
  expect(await waitUntil('its hit is told', () => toldHits(stream, 'port-2', DB, SQL), 12_000)).toBe(1);
  stream.send({ delta: { revision: 2, put: [dbGroup()] } });
  await stream.acked(2);
  const record = await waitUntil('a record of the connection', () => denied().find((r) => r.protocol === 6));
  expect(record).toMatchObject({
    portId: 'port-2',
    destinationL4Port: 5432,
    dropReason: 'INGRESS_DENIED',
    policyDirection: INGRESS,
    securityGroupId: 'db',
    ruleId: 'sql',
  });
  const echoes = client.length;
  await waitUntil('the rule is told as gone', () => toldHits(stream, 'port-2', DB, SQL) === 0, 12_000);
  expect(client.length).toBeLessThanOrEqual(echoes + 1);
});

test('metrics have connections, and what was hit', async () => {
  const text = host.namespace.run(
    `${process.execPath} -e "fetch('http://127.0.0.1:9400/metrics').then(r=>r.text()).then(t=>console.log(t))"`,
  );
  expect(text).toMatch(/^weft_agent_map_capacity\{map="connection4"\} 131072$/m);
  expect(text).toMatch(/^weft_agent_map_entries\{map="connection4"\} [1-9]/m);
  expect(text).toMatch(/^weft_agent_map_entries\{map="rule_hits"\} [1-9]/m);
});

test('a controller that is new to the node is told all hits again', async () => {
  stream.end();
  const next = await host.peer.stream(1);
  next.sendSnapshot({ revision: 1 }, entries);
  await next.acked(1);
  await waitUntil('hits are told again', () => toldHits(next, 'port-2', 0, 0), 12_000);
});

test('hits live as long as the port is bound: an agent that starts anew goes on counting', async () => {
  const before = toldHits(host.peer.streams.at(-1) as PeerStream, 'port-2', 0, 0) ?? 0;
  const streams = host.peer.streams.length;
  await host.endAgent('SIGKILL');
  vms[0]?.run('ping -c 2 -i 0.2 -W 1 10.0.0.2 || true');
  host.startAgent();
  const next = await host.peer.stream(streams);
  next.sendSnapshot({ revision: 1 }, entries);
  await next.acked(1);
  expect(await waitUntil('hits are told', () => toldHits(next, 'port-2', 0, 0), 12_000)).toBeGreaterThanOrEqual(
    before + 2,
  );
});

test('connections that find no room are records with that reason, and an event', async () => {
  const source = `const s = require('node:dgram'); for (let i = 0; i < 20; i++) { const one = s.createSocket('udp4'); one.send('x', 9000 + i, '10.0.0.2', () => one.close()); }`;
  vms[0]?.run(`${process.execPath} -e ${JSON.stringify(source)}`);
  const record = await waitUntil('a record', () => denied().find((r) => r.dropReason === 'CONNECTIONS_FULL'));
  expect(record).toMatchObject({
    portId: 'port-1',
    policyDirection: EGRESS,
    protocol: 17,
    securityGroupId: '',
    ruleId: '',
  });
  await waitUntil('an event', () => /packets were dropped because their connections found no room/.test(host.log));
  const [counters] = await host.counters('port-1');
  expect(counters?.drops?.find((d) => d.reason === 'CONNECTIONS_FULL')?.packets).toBeGreaterThanOrEqual(10);
});
