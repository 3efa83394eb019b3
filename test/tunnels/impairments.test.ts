/** What is done to the lab's underlay happens, to the right packets and by the right amount. */

import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { spawnInVm } from '../../deploy/lab/background.js';
import { must } from '../../deploy/lab/command.js';
import { Impairments } from '../../deploy/lab/impairments.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import type { UnderlayFamily } from '../../deploy/lab/state.js';
import { createTenantNetwork, createVm, pings, startLab } from '../faults/faulty-lab.js';
import { sendTcp } from '../lab/tcp-transfer.js';
import { Capture } from './capture.js';

const setups: { underlayFamily: UnderlayFamily; uplinks: number; ipHeader: number }[] = [
  { underlayFamily: 'ipv4', uplinks: 1, ipHeader: 20 },
  { underlayFamily: 'ipv6', uplinks: 2, ipHeader: 40 },
];
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

describe.each(setups)('underlay $underlayFamily, $uplinks uplinks', ({ underlayFamily, uplinks, ipHeader }) => {
  let lab: Lab;
  let impairments: Impairments;
  let down: () => Promise<void> = async () => {};
  beforeAll(async () => {
    ({ lab, down } = await startLab('wlimp', { nodes: 3, underlayFamily, uplinks }));
    impairments = new Impairments(lab);
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'one', 'host-1', '10.0.0.11');
    await createVm(lab, 'acme', 'two', 'host-2', '10.0.0.12');
    // Agents stand still: only what a test sends is on its way between the hosts.
    for (const { id } of lab.nodes()) lab.agent(id).signal('SIGSTOP');
  });
  afterEach(() => impairments?.clear());
  afterAll(async () => {
    for (const { id } of lab?.nodes() ?? []) lab.agent(id).signal('SIGCONT');
    await down();
  });

  const vtep = (host: string) => lab.node(host).vtep;
  /** Echo requests from one host to another's VTEP; how many got no answer. */
  async function unanswered(from: string, to: string, count: number, flags: string[] = []): Promise<number> {
    const ping = ['ping', '-n', '-q', '-I', vtep(from), '-c', String(count), '-W', '1', ...flags, to];
    const { stdout, stderr } = await lab.inHost(from, ping);
    const counted = /(\d+) packets transmitted, (\d+) received/.exec(stdout);
    if (!counted) throw new Error(`${stdout}${stderr}`);
    return Number(counted[1]) - Number(counted[2]);
  }
  const often = ['-i', '0.002'];

  test('loss is of the share that was asked for, in the direction that was asked for', async () => {
    await impairments.set({ host: 'host-1', peer: 'host-2', direction: 'out' }, { loss: 0.01 });
    const count = 20_000;
    const lost = await unanswered('host-1', vtep('host-2'), count, ['-f']);
    // Five standard deviations of a binomial distribution.
    expect(Math.abs(lost - count * 0.01)).toBeLessThan(5 * Math.sqrt(count * 0.01 * 0.99));
    const [rule] = await impairments.list();
    expect(rule).toMatchObject({
      aim: { host: 'host-1', peer: 'host-2', direction: 'out' },
      effects: { loss: expect.closeTo(0.01, 8) },
    });
    expect(rule?.counts).toMatchObject({ cut: 0, tooLarge: 0, delayed: 0 });
    // A packet of a VM may have been among them.
    const others = rule!.counts.packets - count;
    expect(others).toBeGreaterThanOrEqual(0);
    expect(others).toBeLessThan(20);
    expect(rule!.counts.lost - lost).toBeGreaterThanOrEqual(0);
    expect(rule!.counts.lost - lost).toBeLessThanOrEqual(others);
    expect(await unanswered('host-1', vtep('host-3'), 1000, ['-f'])).toBe(0);
    expect(await unanswered('host-2', vtep('host-3'), 1000, ['-f'])).toBe(0);
  });

  test.each(['out', 'in'] as const)('a delay of 5 ms %s is one, in order', async (direction) => {
    await impairments.set({ host: 'host-1', peer: 'host-2', direction }, { delayMs: 5 });
    const [sender, receiver] = direction === 'out' ? ['host-1', 'host-2'] : ['host-2', 'host-1'];
    const filter = underlayFamily === 'ipv4' ? 'icmp[0] == 8' : 'icmp6 and ip6[40] == 128';
    // With several uplinks a flow takes one of them, whose name is not known.
    const device = uplinks > 1 ? 'any' : 'underlay0';
    const sent = await Capture.start(lab.node(sender!).namespace, device, filter);
    const arrived = await Capture.start(lab.node(receiver!).namespace, device, filter);
    const count = 300;
    expect(await unanswered(sender!, vtep(receiver!), count, often)).toBe(0);
    const [from, to] = [await sent.until(count), await arrived.until(count)];
    const payload = ({ frame }: { frame: Buffer }) => frame.subarray(-40).toString('hex');
    expect(to.map(payload)).toEqual(from.map(payload));
    const delaysMs = to.map(({ ns }, i) => (ns - from[i]!.ns) / 1e6);
    expect(Math.min(...delaysMs)).toBeGreaterThanOrEqual(5);
    expect(median(delaysMs)).toBeLessThan(5.5);
  });

  test("tenants' packets, TCP in large sends as well, are delayed whole", async () => {
    await impairments.setBoth({ host: 'host-1' }, { delayMs: 3 });
    expect(await pings(lab, 'one', '10.0.0.12')).toBe(true);
    expect(await sendTcp(lab, 'one', { vm: 'two', address: '10.0.0.12' }, 20)).toBeGreaterThan(15e6);
    const counts = (await impairments.list()).map((rule) => rule.counts);
    for (const { packets, delayed } of counts) expect(delayed).toBe(packets);
  });

  test('what is larger than the MTU is lost, what is not passes, segments of large sends too', async () => {
    await impairments.set({ host: 'host-1', direction: 'out' }, { mtu: 1400 });
    const payload = 1400 - ipHeader - 8;
    const size = (bytes: number) => ['-M', 'do', '-s', String(bytes), ...often];
    expect(await unanswered('host-1', vtep('host-2'), 5, size(payload))).toBe(0);
    expect(await unanswered('host-1', vtep('host-2'), 5, size(payload + 1))).toBe(5);
    await impairments.set({ host: 'host-1', direction: 'out' }, { mtu: 1500 });
    expect(await sendTcp(lab, 'one', { vm: 'two', address: '10.0.0.12' }, 20)).toBeGreaterThan(15e6);
    expect((await impairments.list())[0]?.counts.tooLarge).toBe(0);
    await impairments.set({ host: 'host-1', direction: 'out' }, { mtu: 1499 });
    const server = spawnInVm(lab, 'two', ['iperf3', '-s', '-1']);
    expect((await lab.inVm('one', ['timeout', '3', 'iperf3', '-c', '10.0.0.12', '-n', '1M'])).code).toBe(124);
    await server.end();
    expect((await impairments.list())[0]?.counts.tooLarge).toBeGreaterThan(0);
  });

  test.each(['out', 'in'] as const)(
    'a cut %s cuts that direction, and controller and nats-server only if asked',
    async (direction) => {
      const filter = underlayFamily === 'ipv4' ? 'icmp[0] == 8' : 'icmp6 and ip6[40] == 128';
      await impairments.set({ host: 'host-1', direction }, { cut: true });
      const there = await Capture.start(lab.node('host-2').namespace, uplinks > 1 ? 'any' : 'underlay0', filter);
      expect(await unanswered('host-1', vtep('host-2'), 5, often)).toBe(5);
      expect(await there.stop()).toHaveLength(direction === 'in' ? 5 : 0);
      expect(await unanswered('host-2', vtep('host-3'), 5, often)).toBe(0);
      const control = ['ping', '-n', '-q', '-c', '3', '-W', '1', ...often, lab.plan.addresses.control];
      expect((await lab.inHost('host-1', control)).code).toBe(0);
      if (uplinks > 1) return;
      await impairments.set({ host: 'host-1', direction, control: true }, { cut: true });
      expect((await lab.inHost('host-1', control)).code).toBe(1);
    },
  );

  test('a path of four is a class of outer source ports', async () => {
    await impairments.set({ host: 'host-1', peer: 'host-2', direction: 'out', path: 2 }, { cut: true });
    const capture = (filter: string) =>
      Capture.start(lab.node('host-2').namespace, uplinks > 1 ? 'any' : 'underlay0', filter);
    // Ports of the probes (test/tunnels/probes.ts): 49152 + ((path + 1) * 0x9e3779b1 & 16383).
    const ports = [0, 1, 2, 3].map((path) => 49152 + (Math.imul(path + 1, 0x9e3779b1) & 16383));
    const there = await capture('udp dst port 4789');
    const cut = await capture(`udp dst port 4789 and src port ${ports[2]}`);
    const family = underlayFamily === 'ipv4' ? 'AF_INET' : 'AF_INET6';
    const script = `import socket
for port in ${JSON.stringify(ports)}:
  s = socket.socket(socket.${family}, socket.SOCK_DGRAM)
  s.bind((${JSON.stringify(vtep('host-1'))}, port))
  for i in range(10): s.sendto(b'x' * 20, (${JSON.stringify(vtep('host-2'))}, 4789))`;
    const { code, stderr } = await lab.inHost('host-1', ['python3', '-c', script]);
    expect([code, stderr]).toEqual([0, '']);
    await there.until(30);
    expect(await cut.stop()).toHaveLength(0);
    const { packets, cut: dropped } = (await impairments.list())[0]!.counts;
    expect(dropped).toBe(packets);
    expect(dropped).toBeGreaterThanOrEqual(10);
  });

  test('cleared, nothing of it is left', async () => {
    const { underlay, bpffs } = lab.plan.names;
    const links = () => must(['ip', '-n', underlay, 'link']);
    await impairments.setBoth({ host: 'host-1' }, { delayMs: 1, loss: 0.5 });
    await impairments.set({ host: 'host-2', direction: 'in' }, { cut: true });
    expect(await links()).toContain('delay-');
    expect(await impairments.clear((aim) => aim.host === 'host-1')).toBe(2);
    expect(await impairments.list()).toHaveLength(1);
    expect(await links()).not.toContain('delay-');
    expect(await unanswered('host-1', vtep('host-3'), 1000, ['-f'])).toBe(0);
    expect(await impairments.clear()).toBe(1);
    expect(existsSync(`${bpffs}/impairments`)).toBe(false);
    expect(await unanswered('host-1', vtep('host-2'), 1000, ['-f'])).toBe(0);
  });
});
