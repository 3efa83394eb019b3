import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { linkInfo, openPinnedLink } from './datapath/bpf/native.js';
import type { PeerStream } from './testing/sync-peer.js';
import { sh, TestHost, TestNamespace } from './testing/test-host.js';
import { waitUntil } from './testing/wait-until.js';

// One host with two VMs on it.
//   vm-a eth0 10.0.0.1 -- pa (host) pb -- eth0 10.0.0.2 vm-b
let host: TestHost;
let vmA: TestNamespace;
let vmB: TestNamespace;
let stream: PeerStream;
let revision = 1;
const { PlugState } = weft.v1;

const macs = { a: '02:57:00:00:00:0a', b: '02:57:00:00:00:0b' } as const;
const hostMacs = { a: '06:57:00:00:00:0a', b: '06:57:00:00:00:0b' } as const;
const addresses = { a: '10.0.0.1', b: '10.0.0.2' } as const;
const ip = (text: string) => ({ bytes: parseIp(text) });

function base(vxlanPort = 4789): weft.v1.Entry.$Properties[] {
  return [
    { nodeConfig: { vtepId: 1, vteps: [ip('192.0.2.1')], vxlanPort } },
    { network: { vni: 100, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
    { vtep: { vtepId: 1, addresses: [ip('192.0.2.1')], nodeId: 'wa-p1' } },
    { member: { vni: 100, vtepId: 1 } },
  ];
}

function portEntries(
  which: 'a' | 'b',
  generation = 1,
  datapathId = which === 'a' ? 1 : 2,
): weft.v1.Entry.$Properties[] {
  const mac = parseMac(macs[which]);
  const address = ip(addresses[which]);
  return [
    { localPort: { datapathId, portId: `port-${which}`, generation, vni: 100, mac, addresses: [address] } },
    { fdb: { vni: 100, mac, vtepId: 1, datapathId } },
    { neighbor: { vni: 100, address, mac } },
  ];
}

async function delta(put: weft.v1.Entry.$Properties[], remove: weft.v1.EntryKey.$Properties[] = []): Promise<void> {
  stream.send({ delta: { revision: ++revision, put, remove } });
  await stream.acked(revision);
}

/** The host's end of a VM's veth; the VM's end has the port's MAC and address. */
function makeVeth(which: 'a' | 'b', vm: TestNamespace): void {
  host.namespace.ip(
    `link add p${which} address ${hostMacs[which]} mtu 1450 type veth peer name eth0 netns ${vm.name} address ${macs[which]} mtu 1450`,
  );
  vm.ip(`addr add ${addresses[which]}/24 dev eth0`);
  vm.ip('link set eth0 up');
}

const ping = () => vmA.run('ping -c 1 -W 2 10.0.0.2 || true').includes('1 received');
const pins = (what: string) => join(host.bpffs, host.nodeId, what);
const plugOf = async (portId: string) => (await host.plugs()).find((p) => p.portId === portId);
/** Interface that a pinned link is on. */
function linkedTo(name: string): number {
  const link = openPinnedLink(pins(`links/${name}`));
  return link ? linkInfo(link).ifindex : 0;
}
const mapEntries = async (map: string) => (await host.describe()).maps.find((m) => m.name === map)?.entries ?? 0;

function makeUnderlay(): void {
  host.namespace.ip('link add und type veth peer name und-peer');
  host.namespace.ip('addr add 192.0.2.1/24 dev und');
  host.namespace.ip('link set und-peer up');
  host.namespace.ip('link set und up');
}

beforeAll(async () => {
  host = await TestHost.make('wa-p1');
  vmA = new TestNamespace('wa-p1-a');
  vmB = new TestNamespace('wa-p1-b');
  makeUnderlay();
  makeVeth('a', vmA);
  makeVeth('b', vmB);
  host.startAgent();
  stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision }, base());
  await stream.acked(revision);
});

afterAll(async () => {
  await host?.remove();
  vmA?.remove();
  vmB?.remove();
});

test('the socket is for its owner only, and a second agent finds the first', async () => {
  const socket = join(host.directory, 'state/agent.sock');
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  const first = host.agent;
  const second = host.startAgent();
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(1);
  expect(host.log).toContain('runs already');
  host.agent = first;
});

test('a plug before the delta waits, closed; the delta opens it', async () => {
  expect(await host.plug('port-a', 'pa')).toMatchObject({ state: PlugState.WAITING_FOR_PORT, interfaceKind: 'veth' });
  await stream.facts('port-a', (f) => f.plugged === true && f.programmed === false && f.generation === 0);
  const drops = async () =>
    (await host.counters())[0]?.drops?.find((d) => d.reason === 'UNKNOWN_INTERFACE')?.packets ?? 0;
  const before = await drops();
  vmA.run('ping -c 2 -i 0.05 -W 1 10.0.0.2 || true');
  expect(await drops()).toBeGreaterThan(before);
  await delta(portEntries('a'));
  await stream.facts('port-a', (f) => f.programmed === true && f.linkUp === true && f.generation === 1);
  // After the delta as well.
  await delta(portEntries('b'));
  expect(await host.plug('port-b', 'pb')).toMatchObject({ state: PlugState.PROGRAMMED, generation: 1, datapathId: 2 });
  expect(ping()).toBe(true);
});

test('plugging again is nothing; what contradicts is refused with its code', async () => {
  const { writes } = (await host.describe()).maps.find((m) => m.name === 'port_by_if') ?? {};
  expect(await host.plug('port-a', 'pa')).toMatchObject({ state: PlugState.PROGRAMMED });
  expect((await host.describe()).maps.find((m) => m.name === 'port_by_if')?.writes).toBe(writes);
  const code = (call: Promise<unknown>) =>
    call.then(
      () => 'no error',
      (error: { code: string }) => error.code,
    );
  expect(await code(host.plug('port-a', 'pb'))).toBe('PLUGGED_ELSEWHERE');
  expect(await code(host.plug('port-c', 'pb'))).toBe('PLUGGED_ELSEWHERE');
  expect(await code(host.plug('port-c', 'nope'))).toBe('INTERFACE_NOT_FOUND');
  expect(await code(host.plug('port-c', 'lo'))).toBe('INVALID_FIELD');
  // A veth as good as any, but the agent's own underlay.
  const ownInterface = { code: 'INVALID_FIELD', details: { fields: [{ field: 'interface' }] } };
  await expect(host.plug('port-c', 'und')).rejects.toMatchObject(ownInterface);
  await expect(host.plug('port-c', 'weft-vxlan')).rejects.toMatchObject(ownInterface);
  expect(await code(host.plug('port-c', 'und\nlink del und'))).toBe('INVALID_FIELD');
  expect(await code(host.plug('Not An Id', 'pc'))).toBe('INVALID_FIELD');
  expect(await code(host.plug('', 'pc'))).toBe('REQUIRED_FIELD');
  expect(await code(host.plug('port-c', 'pc', { namespace: vmA.path }))).toBe('INVALID_FIELD');
  expect(await code(host.plug('port-c', 'pc', { namespace: '/etc/passwd' }))).toBe('INVALID_FIELD');
  await delta(portEntries('a', 3));
  expect(await code(host.plug('port-a', 'pa', { generation: 2 }))).toBe('STALE_GENERATION');
  expect(await host.plug('port-a', 'pa', { generation: 3, namespace: host.namespace.path })).toMatchObject({
    generation: 3,
  });
  await stream.facts('port-a', (f) => f.generation === 3 && f.programmed === true);
});

test('a link that goes down and up is reported', async () => {
  vmB.ip('link set eth0 down');
  await stream.facts('port-b', (f) => f.plugged === true && f.linkUp === false);
  vmB.ip('link set eth0 up');
  await stream.facts('port-b', (f) => f.linkUp === true && f.programmed === true);
});

test('an interface that vanishes and comes back is followed; another of its name is not', async () => {
  host.namespace.ip('link del pb');
  await stream.facts('port-b', (f) => f.plugged === false && f.programmed === false);
  expect(await plugOf('port-b')).toMatchObject({ state: PlugState.WAITING_FOR_INTERFACE });
  expect(await mapEntries('port_by_if')).toBe(1);
  expect(host.log).toContain('INTERFACE_LOST');
  // The same name, another address: somebody else's.
  host.namespace.ip('link add pb type veth peer name pbx');
  await waitUntil('it is seen', async () => (await plugOf('port-b'))?.message?.includes('another one'));
  expect(await mapEntries('port_by_if')).toBe(1);
  host.namespace.ip('link del pb');
  makeVeth('b', vmB);
  await stream.facts('port-b', (f) => f.plugged === true && f.programmed === true && f.linkUp === true);
  expect(host.log).toContain('INTERFACE_BACK');
  expect(ping()).toBe(true);
});

test('the way of delivery follows the peer into another namespace', async () => {
  const deliver = () =>
    sh(`bpftool -j map dump pinned ${pins('maps/port_by_id')}`)
      .match(/"deliver":(\d)/g)
      ?.join(' ') ?? '';
  expect(deliver()).toBe('"deliver":1 "deliver":1');
  await host.unplug('port-b');
  host.namespace.ip('link del pb');
  host.namespace.ip(`link add pb address ${hostMacs.b} mtu 1450 type veth peer name pbx address ${macs.b} mtu 1450`);
  await host.plug('port-b', 'pb');
  expect(deliver().split(' ').sort().join(' ')).toBe('"deliver":1 "deliver":2');
  host.namespace.ip(`link set pbx netns ${vmB.name} name eth0`);
  await waitUntil('delivery by redirect_peer', () => deliver() === '"deliver":1 "deliver":1');
  vmB.ip('addr add 10.0.0.2/24 dev eth0');
  vmB.ip('link set eth0 up');
  await stream.facts('port-b', (f) => f.linkUp === true && f.programmed === true);
  expect(ping()).toBe(true);
});

test('a tap is plugged as one', async () => {
  host.namespace.run('ip tuntap add dev ta mode tap');
  expect(await host.plug('port-t', 'ta')).toMatchObject({ state: PlugState.WAITING_FOR_PORT, interfaceKind: 'tap' });
  await host.unplug('port-t');
});

test('an underlay interface that is made anew gets its program, and the configuration its index', async () => {
  const ifindex = () => Number(JSON.parse(host.namespace.ip('-j link show und'))[0].ifindex);
  const configured = () =>
    Number(/"underlay_ifindex":(\d+)/.exec(sh(`bpftool -j map dump pinned ${pins('maps/config')}`))?.[1]);
  const before = ifindex();
  expect(configured()).toBe(before);
  host.namespace.ip('link del und');
  makeUnderlay();
  expect(ifindex()).not.toBe(before);
  await waitUntil('the new index is configured', () => configured() === ifindex());
  await waitUntil('its program is attached', () => linkedTo(`from_underlay-${ifindex()}`) === ifindex());
});

test('another VXLAN port replaces the device', async () => {
  const port = () => Number(/"port":(\d+)/.exec(host.namespace.ip('-d -j link show weft-vxlan'))?.[1]);
  expect(port()).toBe(4789);
  await delta(base(8472));
  expect(port()).toBe(8472);
  expect(linkedTo('from_vxlan')).toBe(Number(JSON.parse(host.namespace.ip('-j link show weft-vxlan'))[0].ifindex));
  expect(ping()).toBe(true);
});

test('an unplugged interface is down, and nothing of it is left', async () => {
  await host.unplug('port-b');
  await host.unplug('port-b');
  expect(JSON.parse(host.namespace.ip('-j link show pb'))[0].flags).not.toContain('UP');
  expect(await mapEntries('port_by_if')).toBe(1);
  expect(await mapEntries('port_by_id')).toBe(1);
  expect(readdirSync(pins('links')).sort()).toEqual([
    'from_port-port-a',
    expect.stringMatching(/^from_underlay-\d+$/),
    'from_vxlan',
    'to_port-port-a',
  ]);
  await stream.facts('port-b', (f) => f.plugged === false);
  await host.plug('port-b', 'pb');
  await stream.facts('port-b', (f) => f.programmed === true && f.linkUp === true);
  expect(ping()).toBe(true);
});

test('a port that the controller takes away is closed, and its interface stays plugged', async () => {
  await delta([], [{ localPort: { datapathId: 2 } }]);
  await stream.facts('port-b', (f) => f.plugged === true && f.programmed === false);
  expect(ping()).toBe(false);
  await delta(portEntries('b', 2));
  await stream.facts('port-b', (f) => f.programmed === true && f.generation === 2);
  expect(ping()).toBe(true);
});

test('a port made anew with the same id gets nothing of the interface until it is plugged again', async () => {
  await delta(portEntries('b', 3, 5), [{ localPort: { datapathId: 2 } }]);
  await stream.facts('port-b', (f) => f.plugged === true && f.programmed === false && f.generation === 3);
  expect(await plugOf('port-b')).toMatchObject({
    state: PlugState.FAILED,
    message: 'the port was made anew: plug it again',
  });
  expect(await mapEntries('port_by_if')).toBe(1);
  expect(ping()).toBe(false);
  expect(await host.plug('port-b', 'pb')).toMatchObject({ state: PlugState.PROGRAMMED, datapathId: 5 });
  await stream.facts('port-b', (f) => f.programmed === true && f.message === '');
  expect(ping()).toBe(true);
});

test('without the agent and without a controller everything goes on; started alone, it plugs from the state on disk', async () => {
  expect(await host.endAgent('SIGTERM')).toBe(0);
  expect(ping()).toBe(true);
  host.peer.stop();
  host.namespace.ip('link del pb');
  makeVeth('b', vmB);
  host.startAgent();
  await waitUntil('the port is programmed', async () => (await plugOf('port-b'))?.state === PlugState.PROGRAMMED);
  expect((await host.describe()).inSync).toBe(false);
  expect(ping()).toBe(true);
  // Unplugging works alone too.
  await host.unplug('port-b');
  expect(await mapEntries('port_by_id')).toBe(1);
  expect(ping()).toBe(false);
});

test('cleanup removes what the agent made', async () => {
  await host.endAgent('SIGKILL');
  host.namespace.run(`${process.execPath} dist/node-agent/src/main.js cleanup --node-id wa-p1 --bpffs ${host.bpffs}`);
  expect(existsSync(pins(''))).toBe(false);
  expect(host.namespace.ip('-br link')).not.toContain('weft-vxlan');
});
