import { afterAll, beforeAll, expect, test } from 'vitest';
import type { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { TestHost, TestNamespace } from './testing/test-host.js';

// h1 und ---- und h2, a VM on each; the agents run as processes.
//   vm1 eth0 10.0.0.1 -- p1 (h1)        p2 (h2) -- eth0 10.0.0.2 vm2
let h1: TestHost;
let h2: TestHost;
let vm1: TestNamespace;
let vm2: TestNamespace;

const mac1 = '02:57:00:00:00:01';
const mac2 = '02:57:00:00:00:02';
const ip = (text: string) => ({ bytes: parseIp(text) });

function entries(own: 1 | 2): weft.v1.Entry.$Properties[] {
  const [mac, address, portId] = own === 1 ? [mac1, '10.0.0.1', 'p1'] : [mac2, '10.0.0.2', 'p2'];
  return [
    { nodeConfig: { vtepId: own, vteps: [ip(`192.0.2.${own}`)], vxlanPort: 4789 } },
    { network: { vni: 100, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
    { vtep: { vtepId: 1, addresses: [ip('192.0.2.1')], nodeId: 'wa-h1' } },
    { vtep: { vtepId: 2, addresses: [ip('192.0.2.2')], nodeId: 'wa-h2' } },
    { member: { vni: 100, vtepId: 1 } },
    { member: { vni: 100, vtepId: 2 } },
    {
      localPort: { datapathId: own, portId, generation: 1, vni: 100, mac: parseMac(mac), addresses: [ip(address)] },
    },
    { fdb: { vni: 100, mac: parseMac(mac1), vtepId: 1, datapathId: 1 } },
    { fdb: { vni: 100, mac: parseMac(mac2), vtepId: 2, datapathId: 2 } },
    { neighbor: { vni: 100, address: ip('10.0.0.1'), mac: parseMac(mac1) } },
    { neighbor: { vni: 100, address: ip('10.0.0.2'), mac: parseMac(mac2) } },
  ];
}

function makeVm(name: string, host: TestHost, port: string, mac: string, address: string): TestNamespace {
  const vm = new TestNamespace(name);
  host.namespace.ip(`link add ${port} type veth peer name eth0 netns ${name} address ${mac} mtu 1450`);
  vm.ip(`addr add ${address}/24 dev eth0`);
  vm.ip('link set eth0 up');
  return vm;
}

beforeAll(async () => {
  h1 = await TestHost.make('wa-h1');
  h2 = await TestHost.make('wa-h2');
  h1.namespace.ip('link add und type veth peer name und netns wa-h2');
  for (const [host, address] of [
    [h1, '192.0.2.1/24'],
    [h2, '192.0.2.2/24'],
  ] as const) {
    host.namespace.ip(`addr add ${address} dev und`);
    host.namespace.ip('link set und up');
  }
  vm1 = makeVm('wa-vm1', h1, 'p1', mac1, '10.0.0.1');
  vm2 = makeVm('wa-vm2', h2, 'p2', mac2, '10.0.0.2');
  h1.startAgent();
  h2.startAgent();
});

afterAll(async () => {
  await h1?.remove();
  await h2?.remove();
  vm1?.remove();
  vm2?.remove();
});

test('a snapshot and a plug on each host let two VMs talk', async () => {
  for (const [host, own] of [
    [h1, 1],
    [h2, 2],
  ] as const) {
    const stream = await host.peer.stream(0);
    expect((await stream.hello()).epoch).toBe('');
    stream.sendSnapshot({ revision: 7 }, entries(own), 4);
    await stream.acked(7);
    const plug = await host.plug(`p${own}`, `p${own}`);
    expect(plug.generation).toBe(1);
    await stream.facts(`p${own}`, (f) => Boolean(f.programmed && f.linkUp && f.plugged && f.generation === 1));
    expect(stream.nacks()).toEqual([]);
  }
  expect(vm1.run('ping -c 3 -i 0.05 -W 2 10.0.0.2')).toContain('3 received');
});

test('an agent that was killed and started again writes nothing, and no packet is lost', async () => {
  const ping = vm1.spawn('ping', ['-i', '0.01', '-c', '300', '-q', '10.0.0.2']);
  let out = '';
  ping.stdout?.on('data', (d: Buffer) => {
    out += d.toString();
  });
  const ended = new Promise((resolve) => ping.once('exit', resolve));
  await h1.endAgent('SIGKILL');
  h1.startAgent();
  const stream = await h1.peer.stream(1);
  const hello = await stream.hello();
  expect(hello).toMatchObject({ clusterId: 'cluster-1', epoch: 'epoch-1', revision: 7 });
  stream.sendWelcome({ resume: 2, revision: 7 });
  stream.send({ delta: { revision: 7 } });
  await stream.acked(7);
  await stream.facts('p1', (f) => Boolean(f.programmed && f.linkUp));
  const agent = await h1.describe();
  expect(agent.inSync).toBe(true);
  for (const map of agent.maps) expect(map, map.name ?? '').toMatchObject({ writes: 0, deletes: 0 });
  await ended;
  expect(out).toContain('300 received');
});
