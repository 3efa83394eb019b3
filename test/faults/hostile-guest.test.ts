import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ipBatch, run } from '../../deploy/lab/command.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { AgentService } from '../../proto/gen/services.js';
import { createTenantNetwork, createVm, pings, startLab } from './faulty-lab.js';

const python = '/usr/bin/python3';

describe('what guests and hosts do', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wfth', { nodes: 2 }));
    for (const tenant of ['acme', 'globex']) await createTenantNetwork(lab, tenant);
    await createVm(lab, 'acme', 'a1', 'host-1', '10.0.0.11');
    await createVm(lab, 'acme', 'a2', 'host-2', '10.0.0.12');
    await createVm(lab, 'globex', 'g1', 'host-1', '10.0.0.11');
    await createVm(lab, 'globex', 'g2', 'host-2', '10.0.0.12');
  });
  afterAll(() => down());

  /** Starts tcpdump, runs, ends it, and returns what it saw, a line a packet. */
  async function capture(
    namespace: string,
    device: string,
    filter: string,
    during: () => Promise<unknown>,
  ): Promise<string[]> {
    const file = `/tmp/weft-capture-${process.pid}-${Date.now()}`;
    // -U and a ready file: tcpdump says "listening" on stderr once it captures.
    const script = `tcpdump -i ${device} -n -e -l -U ${filter} >${file} 2>${file}.err & p=$!
      for i in $(seq 200); do grep -q listening ${file}.err && break; sleep 0.02; done; touch ${file}.ready
      for i in $(seq 1200); do [ -e ${file}.done ] && break; sleep 0.05; done; sleep 0.3; kill $p; wait $p; cat ${file}; rm -f ${file}*`;
    const seen = run(['nsenter', `--net=/run/netns/${namespace}`, 'bash', '-c', script], { timeoutMs: 90_000 });
    await run(['bash', '-c', `for i in $(seq 200); do [ -e ${file}.ready ] && break; sleep 0.02; done`]);
    await during();
    await run(['touch', `${file}.done`]);
    return (await seen).stdout.split('\n').filter((line) => line !== '');
  }

  async function drops(node: string, port: string): Promise<Record<string, number>> {
    const { ports } = await lab.agentApi(node).call(AgentService.listPortCounters, { portId: port });
    return Object.fromEntries((ports[0]?.drops ?? []).map((d) => [d.reason ?? '', d.packets ?? 0]));
  }

  it('a tenant’s own VXLAN inside its ports carries TCP', async () => {
    for (const [vm, other, address] of [
      ['a1', '10.0.0.12', '192.168.50.1/24'],
      ['a2', '10.0.0.11', '192.168.50.2/24'],
    ] as const) {
      await ipBatch(lab.vm(vm).namespace, [
        `link add overlay type vxlan id 77 remote ${other} dstport 4789 dev eth0`,
        `address add ${address} dev overlay`,
        'link set overlay up',
      ]);
    }
    expect(await pings(lab, 'a1', '192.168.50.2')).toBe(true);
    const server = lab.inVm('a2', ['iperf3', '-s', '-1'], { timeoutMs: 30_000 });
    const { stdout } = await lab.inVm('a1', [
      'bash',
      '-c',
      'for i in $(seq 50); do iperf3 -c 192.168.50.2 -C cubic -n 30M --json && break; sleep 0.1; done',
    ]);
    await server;
    const result = JSON.parse(stdout.slice(stdout.lastIndexOf('{\n\t"start"'))) as {
      end: { sum_received: { bytes: number } };
    };
    expect(result.end.sum_received.bytes).toBeGreaterThan(20_000_000);
    for (const vm of ['a1', 'a2']) await ipBatch(lab.vm(vm).namespace, ['link delete overlay']);
  });

  it('a VLAN-tagged frame never appears on the underlay, and is dropped as TAGGED', async () => {
    const host = lab.node('host-1').namespace;
    const mac = lab.vm('a1').mac;
    const peer = lab.vm('a2').mac;
    const before = (await drops('host-1', 'a1'))['TAGGED'] ?? 0;
    const send = `
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(("eth0", 0))
mac = lambda text: bytes(int(h, 16) for h in text.split(":"))
ip = bytes.fromhex("4500001c00000000401100000a00000b0a00000c0009000900080000")
for tag in (b"\\x81\\x00\\x00\\x07", b"\\x88\\xa8\\x00\\x07", b"\\x88\\xa8\\x00\\x07\\x81\\x00\\x00\\x07"):
    for to in ("${peer}", "ff:ff:ff:ff:ff:ff"):
        s.send(mac(to) + mac("${mac}") + tag + b"\\x08\\x00" + ip)
`;
    const seen = await capture(host, 'underlay0', `'udp port 4789 or vlan'`, async () => {
      await lab.mustInVm('a1', [python, '-c', send]);
      // A frame that does appear: the capture works, and what was sent before has passed.
      await pings(lab, 'a1', '10.0.0.12', 1);
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((line) => /vlan|802\.1|0x8100|0x88a8/i.test(line))).toEqual([]);
    expect((await drops('host-1', 'a1'))['TAGGED']).toBe(before + 6);
  });

  it('forwards under an nftables input policy of drop with the documented exceptions', async () => {
    const rules = (udpPort: number) => `
table inet weft_test {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state established,related accept
    udp dport ${udpPort} accept
  }
}`;
    for (const node of ['host-1', 'host-2']) {
      const { code, stderr } = await lab.inHost(node, ['nft', '-f', '-'], { input: rules(4789) });
      expect(stderr).toBe('');
      expect(code).toBe(0);
    }
    try {
      expect(await pings(lab, 'a1', '10.0.0.12')).toBe(true);
      expect(await pings(lab, 'g1', '10.0.0.12')).toBe(true);
      // Large TCP into a tap takes the host's stack; and new ports are provisioned.
      await createVm(lab, 'acme', 'tap', 'host-2', '10.0.0.20', true);
      const server = lab.inVm('tap', ['iperf3', '-s', '-1'], { timeoutMs: 30_000 });
      const { code } = await lab.inVm('a1', [
        'bash',
        '-c',
        'for i in $(seq 50); do iperf3 -c 10.0.0.20 -C cubic -n 50M && exit 0; sleep 0.1; done; exit 1',
      ]);
      await server;
      expect(code).toBe(0);
    } finally {
      for (const node of ['host-1', 'host-2']) await lab.inHost(node, ['nft', 'delete', 'table', 'inet', 'weft_test']);
    }
  });

  it('IPv6 of the hosts leaks nothing into tenants, nor tenants’ into the hosts', async () => {
    const host = lab.node('host-1').namespace;
    const device = lab.vm('a1').interface;
    // The host's own stack speaks on the port's device as loudly as it can.
    await run(['nsenter', `--net=/run/netns/${host}`, 'sysctl', '-qw', `net.ipv6.conf.${device}.disable_ipv6=0`]);
    await ipBatch(host, [`link set ${device} addrgenmode eui64`]);
    const vm = lab.vm('a1');
    const seen = await capture(vm.namespace, 'eth0', `-Q in`, async () => {
      await ipBatch(host, [
        `link set ${device} down`,
        `link set ${device} up`,
        `address add 2001:db8::1/64 dev ${device}`,
      ]);
      await run([
        'nsenter',
        `--net=/run/netns/${host}`,
        'ping',
        '-6',
        '-c',
        '3',
        '-i',
        '0.2',
        '-W',
        '1',
        `ff02::1%${device}`,
      ]);
      await pings(lab, 'a2', '10.0.0.11', 1);
    });
    await ipBatch(host, [`address flush dev ${device} scope global`]);
    // MACs that the controller gives begin so; the host's device has another.
    const foreign = seen.filter((line) => !/ 02:57:00:[0-9a-f:]+ > /.test(line));
    expect(seen.length).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
    expect((await drops('host-1', 'a1'))['HOST_STACK']).toBeGreaterThan(0);
    // A guest's IPv6 never reaches the host: its router solicitation leaves no neighbor there.
    await ipBatch(vm.namespace, ['address add fe80::1234/64 dev eth0 nodad']);
    await lab.inVm('a1', ['ping', '-6', '-I', 'fe80::1234%eth0', '-c', '2', '-i', '0.2', '-W', '1', 'ff02::1%eth0']);
    const { stdout } = await lab.inHost('host-1', ['ip', '-6', 'neighbor', 'show', 'dev', device]);
    expect(stdout.trim()).toBe('');
    expect((await drops('host-1', 'a1'))['SPOOFED_IP']).toBeGreaterThan(0);
  });

  it('tenants with the same addresses reach only their own', async () => {
    const seen = await capture(lab.vm('g2').namespace, 'eth0', 'icmp', async () => {
      expect(await pings(lab, 'a1', '10.0.0.12')).toBe(true);
    });
    expect(seen).toEqual([]);
  });
});
