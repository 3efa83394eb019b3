import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import {
  AgentService,
  NetworkService,
  PortService,
  RouterService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { formatIp, parseIp } from '../../proto/src/ip.js';
import { createPort, pings, startLab } from '../faults/faulty-lab.js';

const bytes = (text: string) => ({ bytes: parseIp(text) });
const prefix = (text: string, length: number) => ({ address: bytes(text), length });
const MTU = 1400;
const GATEWAY = 'fe80::fc57:ff:fe00:1';

/** What a DHCP client runs for each event: applies what it was told, and writes it down in the file of the event. */
const clientScript = (directory: string) => `#!/bin/sh
event=\${1:-$reason}
address=\${ip:-$new_ip_address}
case $event in
bound|renew|BOUND|RENEW|REBOOT)
  ip address replace $address/24 dev eth0
  for gateway in $router $new_routers; do ip route replace default via $gateway dev eth0; done ;;
esac
env > ${directory}/part && mv ${directory}/part ${directory}/$event
`;

/** Sniffs until the marker comes, and prints how many frames of servers and routers came that are not the gateway's. */
const sniff = (ready: string) => `
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); s.bind(('eth0', 0)); s.settimeout(20)
open('${ready}', 'w').close()
rogue = 0
while True:
    f, place = s.recvfrom(4096)
    if place[2] == 4: continue
    if b'weft-marker' in f: break
    if f[6:12] == bytes.fromhex('fe5700000001'): continue
    if f[12:14] == b'\\x08\\x00' and f[23] == 17 and f[34:36] == b'\\x00\\x43': rogue += 1
    if f[12:14] == b'\\x86\\xdd' and f[20] == 58 and f[54] == 134: rogue += 1
print(rogue)
`;

/** An offer and an advertisement of somebody who is no server and no router, then the marker. */
const rogue = `
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('eth0', 0))
me = s.getsockname()[4]
def total(b):
    t = sum(struct.unpack('>%dH' % (len(b) // 2), b))
    while t > 0xffff: t = (t & 0xffff) + (t >> 16)
    return 0xffff & ~t
def ip4(sport, dport, payload):
    u = struct.pack('>HHHH', sport, dport, 8 + len(payload), 0) + payload
    h = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(u), 0, 0, 64, 17, 0) + socket.inet_aton(sys.argv[1]) + b'\\xff' * 4
    h = h[:10] + struct.pack('>H', total(h)) + h[12:]
    return b'\\xff' * 6 + me + b'\\x08\\x00' + h + u
offer = bytes([2, 1, 6, 0]) + bytes(232) + bytes.fromhex('63825363') + bytes([53, 1, 2, 54, 4, 10, 0, 0, 66, 255])
own = bytes.fromhex('fe80000000000000') + bytes([me[0] ^ 2]) + me[1:3] + b'\\xff\\xfe' + me[3:]
all_nodes = bytes.fromhex('ff020000000000000000000000000001')
def ra(source):
    m = bytes([134, 0, 0, 0, 64, 0, 7, 8]) + bytes(8) + bytes([1, 1]) + me
    c = total(source + all_nodes + struct.pack('>II', len(m), 58) + m)
    m = m[:2] + struct.pack('>H', c) + m[4:]
    return bytes.fromhex('333300000001') + me + b'\\x86\\xdd' + struct.pack('>IHBB', 0x60000000, len(m), 58, 255) + source + all_nodes + m
for _ in range(3):
    s.send(ip4(67, 68, offer)); s.send(ra(own)); s.send(ra(bytes.fromhex('${Buffer.from(parseIp(GATEWAY)).toString('hex')}')))
s.send(ip4(4000, 4000, b'weft-marker!'))
`;

/**
 * One network with a subnet of each family on one host, first without a router. Guests come to their addresses with the clients that guests have: udhcpc,
 * dhclient and the kernel.
 */
describe('guests that are told their addresses', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  const directory = mkdtempSync(join(tmpdir(), 'weft-wladdr-clients-'));

  beforeAll(async () => {
    ({ lab, down } = await startLab('wladdr', { nodes: 1 }));
    await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: 'red' } } });
    await lab.api.call(NetworkService.createNetwork, {
      network: { metadata: { id: 'red' }, tenantId: 'red', mtu: MTU },
    });
    await lab.api.call(SubnetService.createSubnet, {
      subnet: {
        metadata: { id: 'red-4' },
        networkId: 'red',
        prefix: prefix('10.0.0.0', 24),
        dnsServers: [bytes('192.0.2.53')],
        dhcpLeaseSeconds: 7200,
        hostRoutes: [{ prefix: prefix('10.9.0.0', 16), nextHop: bytes('10.0.0.9') }],
      },
    });
    await lab.api.call(SubnetService.createSubnet, {
      subnet: {
        metadata: { id: 'red-6' },
        networkId: 'red',
        prefix: prefix('2001:db8:1::', 64),
        dnsServers: [bytes('2001:db8::53')],
      },
    });
    for (const vm of ['asks', 'listens', 'rogue']) await createGuest(vm);
  });
  afterAll(async () => {
    await down();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A VM that knows nothing of its addresses. */
  async function createGuest(name: string): Promise<void> {
    await createPort(lab, 'red', name, 'host-1');
    // A tap too: what comes from it has a checksum that somebody else is to fill in.
    await plugVm(lab, name, { name, tap: name === 'asks', addresses: 'none' });
    const sysctl = name === 'listens' ? 'sysctl -qw net.ipv6.conf.eth0.router_solicitations=0;' : '';
    // A larger MTU than the network's, to see it told.
    const script = `ip link set eth0 down; ip address flush dev eth0; ip link set eth0 mtu 1500; ${sysctl} ip link set eth0 up`;
    await lab.mustInVm(name, ['sh', '-c', script]);
  }

  const connect = (...subnets: string[]) =>
    lab.api.call(RouterService.updateRouter, {
      router: { metadata: { id: 'red' }, interfaces: subnets.map((subnetId) => ({ subnetId })) },
      updateMask: { paths: ['interfaces'] },
    });

  const show = (vm: string, ...what: string[]) => lab.mustInVm(vm, ['ip', ...what]);
  const macAddress = async (vm: string) => {
    const text = await show(vm, '-6', '-o', 'address', 'show', 'dev', 'eth0', 'scope', 'link');
    return `2001:db8:1:0:${/fe80::([0-9a-f:]+)\//.exec(text)?.[1]}`;
  };
  const learned = (vm: string) =>
    waitFor(`${vm} has an address of the prefix`, 15_000, async () => {
      const text = await show(vm, '-6', '-o', 'address', 'show', 'dev', 'eth0', 'scope', 'global', '-tentative');
      return /inet6 (\S+)\/64/.exec(text)?.[1];
    });
  const defaultRouter = async (vm: string) =>
    /via (\S+)/.exec(await show(vm, '-6', 'route', 'show', 'default'))?.[1] ?? null;
  const routerBecomes = (vm: string, router: string | null) =>
    waitFor(`${vm} has default router ${router}`, 15_000, async () =>
      (await defaultRouter(vm)) === router ? true : undefined,
    );

  /** Starts a client; resolves when it is bound. */
  async function startClient(vm: string, kind: 'udhcpc' | 'dhclient'): Promise<void> {
    const script = join(directory, `${vm}.sh`);
    writeFileSync(script, clientScript(filesOf(vm)));
    chmodSync(script, 0o755);
    await lab.mustInVm(vm, ['mkdir', '-p', filesOf(vm)]);
    if (kind === 'udhcpc') {
      await lab.mustInVm(vm, [
        'udhcpc',
        '-i',
        'eth0',
        '-s',
        script,
        '-p',
        join(filesOf(vm), 'pid'),
        '-n',
        '-t',
        '5',
        '-T',
        '1',
      ]);
    } else {
      const configuration = join(directory, 'dhclient.conf');
      writeFileSync(
        configuration,
        'option routes121 code 121 = array of unsigned integer 8;\nrequest;\nalso request subnet-mask, routers, routes121, interface-mtu;\n',
      );
      const files = ['-lf', join(filesOf(vm), 'leases'), '-pf', join(filesOf(vm), 'pid'), '-cf', configuration];
      await lab.mustInVm(vm, ['dhclient', '-4', '-1', '-v', ...files, '-sf', script, 'eth0'], { timeoutMs: 30_000 });
    }
  }
  const filesOf = (vm: string) => join(directory, vm);
  /** What the script was told with an event. */
  const told = (vm: string, event: string): Record<string, string> =>
    Object.fromEntries(
      readFileSync(join(filesOf(vm), event), 'utf8')
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );

  it('a kernel that solicits gets prefix and MTU, and no router where there is none', async () => {
    expect(await learned('asks')).toBe(await macAddress('asks'));
    expect((await lab.mustInVm('asks', ['cat', '/proc/sys/net/ipv6/conf/eth0/mtu'])).trim()).toBe(String(MTU));
    expect(await defaultRouter('asks')).toBeNull();
  });

  it('udhcpc is told everything but a router', async () => {
    await startClient('asks', 'udhcpc');
    expect(told('asks', 'bound')).toMatchObject({
      mask: '24',
      subnet: '255.255.255.0',
      broadcast: '10.0.0.255',
      mtu: String(MTU),
      dns: '192.0.2.53',
      lease: '7200',
      serverid: '10.0.0.1',
      staticroutes: '10.9.0.0/16 10.0.0.9',
    });
    expect(told('asks', 'bound')).not.toHaveProperty('router');
  });

  it('a kernel that only listens learns all when the network gets a router', async () => {
    await lab.api.call(RouterService.createRouter, {
      router: { metadata: { id: 'red' }, tenantId: 'red', interfaces: [{ subnetId: 'red-4' }, { subnetId: 'red-6' }] },
    });
    await routerBecomes('listens', GATEWAY);
    await routerBecomes('asks', GATEWAY);
    expect(await learned('listens')).toBe(await macAddress('listens'));
    expect(await pings(lab, 'listens', await macAddress('asks'))).toBe(true);
  });

  it('dhclient is told the way out, as a route too', async () => {
    await startClient('listens', 'dhclient');
    expect(told('listens', 'BOUND')).toMatchObject({
      new_subnet_mask: '255.255.255.0',
      new_routers: '10.0.0.1',
      new_interface_mtu: String(MTU),
      new_dhcp_lease_time: '7200',
      new_dhcp_renewal_time: '3600',
      new_dhcp_rebinding_time: '6300',
      new_routes121: '16 10 9 10 0 0 9 0 10 0 0 1',
    });
    expect(await pings(lab, 'listens', told('asks', 'bound')['ip'] ?? '')).toBe(true);
  });

  it('a lease is renewed, and solicitations are answered, while the agent is dead', async () => {
    await lab.agent('host-1').kill();
    try {
      // As a client does at half its lease: in unicast to the server.
      await lab.mustInVm('asks', ['sh', '-c', `kill -USR1 $(cat ${join(filesOf('asks'), 'pid')})`]);
      await waitFor('udhcpc renews', 10_000, () => (existsSync(join(filesOf('asks'), 'renew')) ? true : undefined));
      expect(told('asks', 'renew')['router']).toBe('10.0.0.1');
      expect(told('asks', 'renew')['ip']).toBe(told('asks', 'bound')['ip']);
      await lab.mustInVm('asks', ['sh', '-c', 'ip link set eth0 down; ip link set eth0 up']);
      expect(await learned('asks')).toBe(await macAddress('asks'));
      await routerBecomes('asks', GATEWAY);
    } finally {
      lab.agent('host-1').start();
    }
    await waitFor('the agent is back', 20_000, async () =>
      (
        await lab
          .agentApi('host-1')
          .call(AgentService.getAgent, {}, 2_000)
          .catch(() => null)
      )?.inSync
        ? true
        : undefined,
    );
  });

  it('a network whose router leaves says so at once', async () => {
    await connect('red-4');
    await routerBecomes('listens', null);
    await connect('red-4', 'red-6');
    await routerBecomes('listens', GATEWAY);
  });

  it('what a guest says as a server or a router reaches nobody, and is named', async () => {
    const ready = join(directory, 'ready');
    const victim = lab.mustInVm('listens', ['python3', '-c', sniff(ready)], { timeoutMs: 30_000 });
    await waitFor('the sniffer listens', 10_000, () => (existsSync(ready) ? true : undefined));
    const { addresses } = await lab.api.call(PortService.getPort, { id: 'rogue' });
    const own = addresses.find((a) => a.address?.bytes?.length === 4)?.address?.bytes ?? new Uint8Array();
    await lab.mustInVm('rogue', ['python3', '-c', rogue, formatIp(own)]);
    expect((await victim).trim()).toBe('0');
    const { ports } = await lab.agentApi('host-1').call(AgentService.listPortCounters, { portId: 'rogue' });
    const drops = Object.fromEntries((ports[0]?.drops ?? []).map((d) => [d.reason, d.packets]));
    expect(drops).toMatchObject({ DHCP_SERVER: 3, RA_FROM_PORT: 6 });
  });
});
