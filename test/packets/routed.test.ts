import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ethernet, Protocol, TcpFlag, tcp, udp } from './frames.js';
import { complaint, families } from './ip-families.js';
import { markKernelLog, waitUntil } from './namespace.js';
import { b1, b2, blueMtu, makeRoutedFabric, type RoutedFabric, r1, r3 } from './routed-fabric.js';
import { gatewayMac } from './routed-topology.js';

let fabric: RoutedFabric;
let kernel: ReturnType<typeof markKernelLog>;
beforeAll(() => {
  kernel = markKernelLog();
  fabric = makeRoutedFabric();
});
afterAll(() => {
  fabric?.delete();
  expect(kernel.troubleSince()).toEqual([]);
});
beforeEach(() => {
  fabric.a.resetCounts();
  fabric.b.resetCounts();
});

type Machine = 'r1' | 'b1' | 'b2';
/** ping's words, whether it was answered or not. */
const ping = (from: Machine, to: string, ...options: string[]) => {
  const netns = fabric.vm[from];
  const words = ['-c', '3', '-i', '0.05', '-W', '1', ...options, to];
  return spawnSync('nsenter', [`--net=${netns.path}`, 'ping', ...words], { encoding: 'utf8' }).stdout;
};
/** Forgets what ICMP errors have said about path MTUs. */
const forgetPaths = () => {
  for (const netns of Object.values(fabric.vm))
    for (const family of ['-4', '-6']) netns.ip(`${family} route flush cache`);
};

/** Sends random bytes by TCP and checks that the same arrive. */
async function transfer(from: Machine, to: Machine, address: string, bytes: number): Promise<void> {
  const tool = ['/usr/bin/python3', `${import.meta.dirname}/tcp-transfer.py`];
  const receiver = fabric.vm[to].start([...tool, 'receive', '5201', address], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let output = '';
    receiver.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await waitUntil(() => output.includes('listening\n'));
    const sent = fabric.vm[from].run('timeout', '20', ...tool, 'send', address, '5201', String(bytes));
    await waitUntil(() => output.endsWith(sent));
  } finally {
    receiver.kill();
  }
}

describe.each(families)('$name', (family) => {
  const at = family.address;
  const [nearMachine, farMachine] = [at(3, 12), at(3, 11)];

  test('a machine of another network answers, on this node and on another', () => {
    for (const [from, to] of [
      ['r1', nearMachine],
      ['r1', farMachine],
      ['b1', at(1, 11)],
    ] as const)
      expect(ping(from, to)).toContain('3 received');
    expect([fabric.a.allDrops(), fabric.b.allDrops()]).toEqual([{}, {}]);
  });

  test('it is one hop away', () => {
    const reply = ping('r1', farMachine, '-t', '2');
    expect(reply).toContain('3 received');
    expect(reply).toContain('ttl=63');
    const expired = ping('r1', farMachine, '-t', '1');
    expect(expired).toMatch(new RegExp(`From ${at(1, 1)} icmp_seq=1 Time (to live )?exceeded`));
    expect(fabric.a.allDrops()).toEqual({ [r1.slot]: { TTL_EXPIRED: 3 } });
  });

  test('gateways answer, from their own address, also large echo requests', () => {
    for (const address of [at(1, 1), at(3, 1)]) {
      expect(ping('r1', address)).toContain(`bytes from ${address}: icmp_seq=3 ttl=64`);
      expect(ping('r1', address, '-s', '8800')).toContain('3 received');
    }
    expect(fabric.a.allDrops()).toEqual({});
  });

  test('an address that nobody has is unreachable, and so is one without a route', () => {
    const nowhere = family.name === 'IPv4' ? '198.51.100.1' : '2001:db8:ffff::1';
    expect(ping('r1', at(3, 99))).toMatch(/From \S+ icmp_seq=1 Destination (Host Unreachable|unreachable: Address)/);
    expect(ping('r1', nowhere)).toMatch(/From \S+ icmp_seq=1 Destination (Net Unreachable|unreachable: No route)/);
  });

  test('a connection to a gateway is refused', () => {
    const connect = `import socket; socket.create_connection(("${at(1, 1)}", 22), 5)`;
    const { stderr } = spawnSync('nsenter', [`--net=${fabric.vm.r1.path}`, '/usr/bin/python3', '-c', connect], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('ConnectionRefusedError');
  });

  test('a datagram that is too big is told the MTU', () => {
    forgetPaths();
    const refused = ping('r1', farMachine, '-M', 'do', '-s', '3000');
    expect(refused).toMatch(new RegExp(`mtu ?[=:] ?${blueMtu}`));
    expect(fabric.a.drops(r1.slot, 'ROUTED_TOO_BIG')).toBeGreaterThan(0);
    expect(fabric.vm.r1.ip(`route get ${farMachine}`)).toContain(`mtu ${blueMtu}`);
    // From now on the sender makes fragments, whether the packet may be fragmented on its way or not.
    for (const discovery of ['want', 'dont']) {
      expect(ping('r1', farMachine, '-M', discovery, '-s', '3000')).toContain('3 received');
    }
  });

  test('a datagram that may be fragmented is told so too', () => {
    forgetPaths();
    ping('r1', farMachine, '-M', 'dont', '-s', '3000');
    expect(fabric.vm.r1.ip(`route get ${farMachine}`)).toContain(`mtu ${blueMtu}`);
    expect(ping('r1', farMachine, '-M', 'dont', '-s', '3000')).toContain('3 received');
  });

  test.each([
    ['this node', 'b2', b2, nearMachine],
    ['another node', 'b1', b1, farMachine],
  ] as const)('TCP into a network with a smaller MTU does not stall, on %s', async (_, name, { slot }, address) => {
    forgetPaths();
    await transfer('r1', name, address, 20 << 20);
    expect(fabric.a.drops(r1.slot, 'ROUTED_TOO_BIG')).toBeGreaterThan(0);
    const node = name === 'b2' ? fabric.a : fabric.b;
    const { received } = node.counts()[slot]!;
    // GSO frames stay whole on the way, in segments that fit.
    expect(received![1] / received![0]).toBeGreaterThan(2 * blueMtu);
    expect(fabric.b.allDrops()).toEqual({});
  });

  test('a super frame of a virtual machine gets an error that quotes its first segment', () => {
    const gsoSize = 8800;
    const packet = (bytes: number) =>
      family.packet(
        { source: at(1, 13), destination: farMachine, protocol: Protocol.TCP },
        tcp(1000, 2000, TcpFlag.ACK, Buffer.alloc(bytes, 'segment ')),
      );
    const { netns } = fabric.a;
    const tool = ['/usr/bin/python3', `${import.meta.dirname}/tap-super-frame.py`];
    const args = [r3.device, family.name === 'IPv4' ? '4' : '6', String(gsoSize), String(14 + family.headerBytes)];
    const answer = execFileSync('nsenter', [`--net=${netns.path}`, ...tool, ...args], {
      input: ethernet(gatewayMac, r3.mac, family.etherType, packet(50_000)).toString('hex'),
      encoding: 'utf8',
    });
    const gateway = { mac: gatewayMac, ip: at(1, 1) };
    const error = complaint(family, gateway, { mac: r3.mac, ip: at(1, 13) }, packet(gsoSize), 'too big', blueMtu);
    expect(JSON.parse(answer)).toEqual({ frame: error.toString('hex'), flags: 0, gsoType: 0 });
    expect(fabric.a.counts()[r3.slot]).toMatchObject({ received: [1, error.length], drops: { ROUTED_TOO_BIG: 1 } });
  });

  test('a jumbo frame whose headers are in page fragments is parsed', async () => {
    const capture = await fabric.vm.r1.capture('eth0');
    const tool = ['/usr/bin/python3', `${import.meta.dirname}/tap-machine.py`, 'send', r3.device, '14'];
    const child = fabric.a.netns.start(tool, { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      let output = '';
      child.stdout!.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await waitUntil(() => output.includes('ready'));
      const from = (host: number) => {
        const text = udp(1, 2, Buffer.alloc(8_000, 'not linear'));
        const packet = family.packet({ source: at(1, host), destination: at(1, 11) }, text);
        return ethernet(r1.mac, r3.mac, family.etherType, packet);
      };
      const [spoofed, own] = [from(99), from(13)];
      child.stdin!.end(`${spoofed.toString('hex')}\n${own.toString('hex')}\n`);
      const seen = await capture.until((frames) => frames.some((frame) => frame.equals(own)));
      expect(seen.some((frame) => frame.equals(spoofed))).toBe(false);
      expect(fabric.a.allDrops()).toEqual({ [r3.slot]: { SPOOFED_IP: 1 } });
    } finally {
      child.kill();
    }
  });

  test('TCP out of it', async () => {
    forgetPaths();
    await transfer('b1', 'r1', at(1, 11), 20 << 20);
    expect([fabric.a.allDrops(), fabric.b.allDrops()]).toEqual([{}, {}]);
  });
});
