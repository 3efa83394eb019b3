import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { a1, a2, b1, type Fabric, type Machine, makeFabric, tap, vtepA, vtepB } from './fabric.js';
import { BROADCAST, EtherType, ethernet, ip4, Protocol, udp, underlay, vxlan } from './frames.js';
import { markKernelLog, waitUntil } from './namespace.js';
import { key, type Node } from './node.js';
import { layOut } from './policy-layout.js';
import type { Rule } from './policy-rules.js';

/** Ports with policies between real hosts: their TCP, fragments and ICMP are the kernel's. */

let fabric: Fabric;
let kernel: ReturnType<typeof markKernelLog>;
const takeAway: (() => void)[] = [];
let last = 0;
beforeAll(() => {
  kernel = markKernelLog();
  fabric = makeFabric();
});
afterAll(() => {
  fabric?.delete();
  expect(kernel.troubleSince()).toEqual([]);
});
afterEach(() => {
  for (const [node, machine] of machines()) {
    point(node, machine, 0);
    const nothing = { ended: 0, left4: 0, left6: 0, fragments: 0, telling: 0 };
    const scope = layout.ConnectionSweepScope.PORT;
    const sweep = layout.encodeConnectionSweep({ scope, datapathId: machine.id, ...nothing });
    runSyscall(node.program('connection_sweep'), sweep);
    node.resetCounts();
  }
  for (const remove of takeAway.splice(0)) remove();
});

const machines = (): [Node, Machine][] => [
  [fabric.a, a1],
  [fabric.a, a2],
  [fabric.b, b1],
];
const vm = (name: string) => fabric.vm[name]!;
function point(node: Node, machine: Machine, policy: number): void {
  const context = layout.encodePolicySwitch({ slot: machine.slot, policy, version: ++last });
  expect(runSyscall(node.program('policy_switch'), context).retval).toBe(0);
}
/** Gives the machine's port a policy. */
function police(machine: Machine, rules: readonly Rule[]): void {
  const node = machine === b1 ? fabric.b : fabric.a;
  const policy = ++last;
  takeAway.push(layOut(node, policy, rules, policy * 100));
  point(node, machine, policy);
}
const rule = (direction: Rule['direction'], protocol: number, l4Port: number, remote: Rule['remote'] = null): Rule => ({
  group: 900,
  number: 1,
  direction,
  protocol,
  first: l4Port,
  last: l4Port,
  remote,
});
const drops = () => [fabric.a.allDrops(), fabric.b.allDrops()];

/** Sends random bytes by TCP and checks that the same arrive. */
async function transfer(from: Machine, to: Machine, bytes: number): Promise<void> {
  const tool = ['/usr/bin/python3', `${import.meta.dirname}/tcp-transfer.py`];
  const receiver = vm(to.name).start([...tool, 'receive', '5201'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let output = '';
    receiver.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await waitUntil(() => output.includes('listening\n'));
    const sent = vm(from.name).run('timeout', '60', ...tool, 'send', to.ip, '5201', String(bytes));
    await waitUntil(() => output.endsWith(sent));
  } finally {
    receiver.kill();
  }
}

describe.each([
  ['one node', a2],
  ['two nodes', b1],
])('on %s', (_, to) => {
  test('TCP of real hosts is in its windows', async () => {
    police(a1, [rule('egress', Protocol.TCP, 5201)]);
    police(to, [rule('ingress', Protocol.TCP, 5201), rule('egress', Protocol.UDP, 9)]);
    await transfer(a1, to, 32 << 20);
    expect(drops()).toEqual([{}, {}]);
    // The other way round nobody has allowed it.
    const refused = `import socket; s = socket.socket(); s.settimeout(0.3); print(s.connect_ex(("${a1.ip}", 5201)))`;
    expect(Number(vm(to.name).run('/usr/bin/python3', '-c', refused))).not.toBe(0);
  });

  test('datagrams in fragments arrive, and their answers', () => {
    police(a1, []);
    police(to, [
      { ...rule('ingress', Protocol.ICMP, 0), first: 8 << 8, last: 8 << 8 },
      rule('egress', Protocol.UDP, 9),
    ]);
    expect(vm('a1').run('ping', '-c', '20', '-i', '0.01', '-W', '1', '-s', '30000', to.ip)).toContain('20 received');
    expect(drops()).toEqual([{}, {}]);
  });

  test('a host says that nobody listens', () => {
    police(a1, []);
    police(to, [rule('ingress', Protocol.UDP, 7), rule('egress', Protocol.UDP, 9)]);
    const ask = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.connect(("${to.ip}", 7))
s.send(b"x")
try:
    s.recv(1)
except ConnectionRefusedError:
    print("refused")`;
    expect(vm('a1').run('/usr/bin/python3', '-c', ask)).toBe('refused\n');
    expect(drops()).toEqual([{}, {}]);
  });
});

test('a policy that comes while TCP flows lets go on what it allows, and cuts what it does not', async () => {
  const listen = `import socket
s = socket.create_server(("", 5202))
print("listening", flush=True)
c, _ = s.accept()
c.settimeout(0.5)
while True:
    try:
        c.recv(1 << 16)
        print("got", flush=True)
    except TimeoutError:
        print("silence", flush=True)`;
  // When it ends it says nothing more.
  const send = `import socket, struct, time
s = socket.create_connection(("${b1.ip}", 5202), 5)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
while True:
    s.send(b"x" * 1000)
    time.sleep(0.01)`;
  const receiver = vm('b1').start(['/usr/bin/python3', '-c', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const started = [receiver];
  let output = '';
  receiver.stdout!.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  try {
    await waitUntil(() => output.includes('listening'));
    started.push(vm('a1').start(['/usr/bin/python3', '-c', send], { stdio: 'ignore' }));
    await waitUntil(() => output.includes('got'));
    // The connection is older than the policies.
    police(b1, [rule('ingress', Protocol.TCP, 5202)]);
    police(a1, [rule('egress', Protocol.TCP, 5202)]);
    output = '';
    await waitUntil(() => output.split('got').length > 20);
    expect(output).not.toContain('silence');
    police(b1, [rule('ingress', Protocol.TCP, 5203)]);
    await waitUntil(() => output.includes('silence'));
    expect(fabric.b.drops(b1.slot, 'INGRESS_DENIED')).toBeGreaterThan(0);
  } finally {
    const ended = started.map((child) => once(child, 'exit'));
    for (const child of started) child.kill();
    await Promise.all(ended);
  }
});

describe('a broadcast', () => {
  const group = 500;
  const from = (sender: { mac: string; ip: string }, text: string) =>
    ethernet(
      BROADCAST,
      sender.mac,
      EtherType.IP4,
      ip4({ source: sender.ip, destination: '255.255.255.255' }, udp(68, 4000, Buffer.alloc(40, text))),
    );
  const saying = (text: string) => (frames: Buffer[]) => frames.some((frame) => frame.includes(text));
  const isIn = (node: Node, machine: Machine, groups: readonly number[]) =>
    update(node.map('port_groups'), key(machine.id), layout.encodePortGroups({ id: groups }));

  test('comes from the groups of the port that sent it, on this node and on another', async () => {
    const rules = [rule('ingress', Protocol.UDP, 4000, group)];
    police(b1, rules);
    police(a2, rules);
    const captures = [await vm('b1').capture('eth0'), await vm('a2').capture('eth0')];
    for (const node of [fabric.a, fabric.b]) isIn(node, a1, [group + 1]);
    vm('a1').send('eth0', [from(a1, 'another')]);
    await waitUntil(
      () => fabric.b.drops(b1.slot, 'INGRESS_DENIED') > 0 && fabric.a.drops(a2.slot, 'INGRESS_DENIED') > 0,
    );
    for (const node of [fabric.a, fabric.b]) isIn(node, a1, [group]);
    vm('a1').send('eth0', [from(a1, 'member')]);
    const frames = await Promise.all(captures.map((capture) => capture.until(saying('member'))));
    // A copy that its port does not want was made all the same.
    expect(fabric.a.drops(a1.slot, 'FLOOD_INCOMPLETE')).toBe(0);
    expect(frames.flat().filter((frame) => frame.includes('another'))).toEqual([]);
  });

  test('of a node that does not have that port is of no group', async () => {
    police(b1, [rule('ingress', Protocol.UDP, 4000, group)]);
    // The tap's port is node b's own; the frame comes from node a.
    isIn(fabric.b, tap, [group]);
    isIn(fabric.b, a1, [group]);
    const capture = await vm('b1').capture('eth0');
    const outer = (inner: Buffer) =>
      underlay({ source: vtepA.ip, destination: vtepB.ip, destinationMac: vtepB.mac }, vxlan(b1.vni, inner));
    fabric.a.netns.send('underlay', [outer(from(tap, 'forged'))]);
    fabric.a.netns.send('underlay', [outer(from(a1, 'true'))]);
    expect((await capture.until(saying('true'))).filter((frame) => frame.includes('forged'))).toEqual([]);
  });
});
