import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import type { LabXdp, UnderlayFamily } from '../../deploy/lab/state.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { PortService, SubnetService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { agentOf, createTenantNetwork, pings, startLab } from '../faults/faulty-lab.js';
import { sendTcp } from './tcp-transfer.js';

/**
 *   host-1            host-2
 *   veth-1 .11 ::11   veth-2 .12 ::12   tap-2 .13 ::13
 */
const machines = { 'veth-1': ['host-1', 11], 'veth-2': ['host-2', 12], 'tap-2': ['host-2', 13] } as const;
const ip4 = (vm: keyof typeof machines) => `10.0.0.${machines[vm][1]}`;
const ip6 = (vm: keyof typeof machines) => `fd00:acee::${machines[vm][1]}`;

const setups: { underlayFamily: UnderlayFamily; xdp: LabXdp }[] = [
  { underlayFamily: 'ipv6', xdp: 'off' },
  { underlayFamily: 'ipv4', xdp: 'native' },
  { underlayFamily: 'ipv6', xdp: 'native' },
  { underlayFamily: 'ipv4', xdp: 'generic' },
];

describe.each(setups)('underlay $underlayFamily, XDP $xdp: all kinds of traffic', ({ underlayFamily, xdp }) => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlund', { nodes: 2, underlayFamily, xdp }));
    await createTenantNetwork(lab, 'acme');
    await lab.api.call(SubnetService.createSubnet, {
      subnet: {
        metadata: { id: 'acme6' },
        networkId: 'acme',
        prefix: { address: { bytes: parseIp('fd00:acee::') }, length: 64 },
        ip6AddressMode: weft.v1.Ip6AddressMode.MANAGED,
      },
    });
    for (const vm of Object.keys(machines) as (keyof typeof machines)[]) {
      const addresses = [ip4(vm), ip6(vm)].map((address) => ({ address: { bytes: parseIp(address) } }));
      const [nodeId] = machines[vm];
      await lab.api.call(PortService.createPort, {
        port: { metadata: { id: vm }, networkId: 'acme', nodeId, addresses },
      });
      await plugVm(lab, vm, { name: vm, tap: vm.startsWith('tap') });
    }
  });
  afterAll(() => down());

  const host2 = async (command: string[]) => (await lab.inHost('host-2', command)).stdout;
  const redirects = async () =>
    [...(await host2(['ethtool', '-S', 'underlay0'])).matchAll(/xdp_redirect: (\d+)/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );

  it('has XDP as it was asked for, and an MTU that leaves room for the tunnel', async () => {
    const link = await host2(['ip', 'link', 'show', 'underlay0']);
    expect(/ (xdp\w*) qdisc/.exec(link)?.[1]).toBe({ off: undefined, native: 'xdp', generic: 'xdpgeneric' }[xdp]);
    expect(lab.vm('veth-1').mtu).toBe(underlayFamily === 'ipv6' ? 1430 : 1450);
    expect((await agentOf(lab, 'host-2')).inSync).toBe(true);
  });

  it.each(['veth-2', 'tap-2'] as const)('ICMP of both families reaches %s, also in fragments', async (vm) => {
    expect(await pings(lab, 'veth-1', ip4(vm), 5)).toBe(true);
    expect(await pings(lab, 'veth-1', ip6(vm), 5)).toBe(true);
    for (const address of [ip4(vm), ip6(vm)]) {
      const large = ['ping', '-i', '0.05', '-W', '1', '-c', '3', '-s', '4000', '-q', address];
      expect(await lab.mustInVm('veth-1', large)).toContain(' 0% packet loss');
    }
  });

  it.each(['veth-2', 'tap-2'] as const)('TCP reaches %s whole', async (vm) => {
    expect(await sendTcp(lab, 'veth-1', { vm, address: ip4(vm) }, 60)).toBeGreaterThan(45e6);
    expect(await sendTcp(lab, 'veth-1', { vm, address: ip6(vm) }, 20)).toBeGreaterThan(15e6);
  });

  it.each(['veth-2', 'tap-2'] as const)('UDP reaches %s in order', async (vm) => {
    const before = await redirects();
    const server = spawnInVm(lab, vm, ['iperf3', '-s', '-1']);
    try {
      await waitFor('iperf3 server listens', 5_000, async () => {
        const { stdout } = await lab.inVm(vm, ['ss', '-Hltn', 'sport = :5201']);
        return stdout.trim() === '' ? undefined : true;
      });
      const client = ['iperf3', '-u', '-c', ip4(vm), '-b', '5M', '-l', '800', '-n', '1M', '-J'];
      const { end } = JSON.parse(await lab.mustInVm('veth-1', client)) as {
        end: { streams: { udp: { out_of_order: number } }[]; sum: { packets: number; lost_packets: number } };
      };
      expect(end.sum.packets).toBeGreaterThan(1000);
      expect(end.sum.lost_packets).toBeLessThan(20);
      expect(end.streams[0]?.udp.out_of_order).toBe(0);
    } finally {
      await server.end();
    }
    const straight = (await redirects()) - before;
    if (xdp === 'native' && vm === 'tap-2') expect(straight).toBeGreaterThan(1000);
    else expect(straight).toBe(0);
  });

  it('broadcast reaches the machines of the other host', async () => {
    for (const vm of ['veth-2', 'tap-2'])
      await lab.mustInVm(vm, ['sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_broadcasts=0']);
    const { stdout } = await lab.inVm('veth-1', ['ping', '-b', '-c', '3', '-i', '0.2', '-W', '2', '10.0.0.255']);
    expect(stdout).toContain(`from ${ip4('veth-2')}`);
    expect(stdout).toContain(`from ${ip4('tap-2')}`);
  });
});
