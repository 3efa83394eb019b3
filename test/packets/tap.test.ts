import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { a1, type Fabric, makeFabric, tap } from './fabric.js';
import { EtherType, ethernet, ip4, udp } from './frames.js';
import { markKernelLog, waitUntil } from './namespace.js';

let fabric: Fabric;
let kernel: ReturnType<typeof markKernelLog>;
beforeAll(() => {
  kernel = markKernelLog();
  fabric = makeFabric();
});
afterAll(() => {
  fabric?.delete();
  expect(kernel.troubleSince()).toEqual([]);
});
beforeEach(() => fabric.b.resetCounts());

const vm = (name: string) => fabric.vm[name]!;

describe('a machine behind a tap', () => {
  interface Sink {
    received: number;
    largest: { bytes: number; gsoType: number; gsoSize: number; needsChecksum: number };
  }
  const machine = (node: Fabric['a'], ...args: string[]) => {
    const child = node.netns.start(['/usr/bin/python3', `${import.meta.dirname}/tap-machine.py`, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    return { child, output: () => text };
  };
  const quoting = (frame: Buffer) => frame.includes('not linear');
  const bytes = 8 << 20;
  const upload = `import socket; s = socket.create_connection(("${tap.ip}", 9), 5); s.sendall(bytes(${bytes})); s.shutdown(1); s.recv(1)`;

  test.each(['a1', 'b1'])('a large TCP send of %s arrives as whole GSO frames', async (from) => {
    const { child, output } = machine(fabric.b, 'sink', tap.device, tap.mac, tap.ip);
    try {
      await waitUntil(() => output().includes('ready'));
      vm(from).run('/usr/bin/python3', '-c', upload);
      await waitUntil(() => output().includes('largest'));
      const { received, largest } = JSON.parse(output().split('\n')[1]!) as Sink;
      expect(received).toBe(bytes);
      expect(largest.bytes).toBeGreaterThan(16_384);
      expect(largest).toMatchObject({ gsoType: 1, needsChecksum: 1 }); // VIRTIO_NET_HDR_GSO_TCPV4
      expect(fabric.b.allDrops()).toEqual({});
    } finally {
      child.kill();
    }
  });

  test('a jumbo frame whose headers are in page fragments is parsed and crosses nodes', async () => {
    const capture = await vm('a1').capture('eth0');
    const { child, output } = machine(fabric.b, 'send', tap.device, '14');
    try {
      await waitUntil(() => output().includes('ready'));
      const frame = ethernet(
        a1.mac,
        tap.mac,
        EtherType.IP4,
        ip4({ source: tap.ip, destination: a1.ip }, udp(1, 2, Buffer.alloc(8000, 'not linear'))),
      );
      const spoofed = ethernet(
        a1.mac,
        tap.mac,
        EtherType.IP4,
        ip4({ source: '10.0.0.99', destination: a1.ip }, udp(1, 2, Buffer.alloc(8000, 'not linear'))),
      );
      child.stdin!.write(`${spoofed.toString('hex')}\n${frame.toString('hex')}\n`);
      child.stdin!.end();
      const seen = await capture.until((f) => f.some(quoting));
      // The machine answers that nobody listens there, quoting the frame.
      const arrived = seen.filter((f) => f.subarray(0, 6).equals(frame.subarray(0, 6)));
      expect(arrived.map((f) => f.equals(frame))).toEqual([true]);
      expect(fabric.b.allDrops()).toEqual({ [tap.slot]: { SPOOFED_IP: 1 } });
    } finally {
      child.kill();
    }
  });
});
