import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConnectionSweepScope, decodeConnectionUse } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { countEntries, lookup, pin } from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext } from '../../node-agent/src/datapath/bpf/test-run.js';
import { Guard, guarded4, rule } from './connection-guard.js';
import { segment } from './connection-tcp.js';
import { ethernet, Protocol, udp } from './frames.js';
import type { PortPlace } from './node.js';
import { a1, a2 } from './topology.js';

let guard: Guard;
const bpffs = `/sys/fs/bpf/weft-connection-cpus-${process.pid}`;
const files = mkdtempSync(join(tmpdir(), 'weft-connection-cpus-'));
beforeAll(() => {
  guard = new Guard();
  mkdirSync(bpffs);
  pin(guard.node.program('from_port'), join(bpffs, 'from_port'));
});
afterAll(() => {
  rmSync(bpffs, { recursive: true, force: true });
  rmSync(files, { recursive: true, force: true });
  guard?.close();
});

/** Many runs of from_port on one CPU, with a frame of the port. */
function send(cpu: number, from: PortPlace, frame: Buffer) {
  const [data, context] = ['data', 'context'].map((name) => join(files, `${name}-${cpu}`)) as [string, string];
  writeFileSync(data, frame);
  writeFileSync(context, encodeSkbContext({ ifindex: guard.node.netns.ifindex(from.device) }));
  const run = `bpftool prog run pinned ${bpffs}/from_port data_in ${data} ctx_in ${context} repeat 300000`;
  return guard.node.netns.start(['taskset', '-c', `${cpu}`, ...run.split(' ')], { stdio: 'ignore' });
}

const l4 = {
  UDP: [Protocol.UDP, udp(1000, 53, Buffer.alloc(10)), udp(53, 1000, Buffer.alloc(10))],
  TCP: [
    Protocol.TCP,
    segment(1000, 443, { sequence: 100, acknowledged: 200 }),
    segment(443, 1000, { sequence: 200, acknowledged: 100 }),
  ],
} as const;

test.each(['UDP', 'TCP'] as const)(
  '%s: both directions at once on two CPUs, and a sweep: one entry for each port, and no place lost',
  async (name) => {
    const [protocol, there, back] = l4[name];
    const other = a2.ips[0] ?? '';
    const frame = (from: PortPlace, to: PortPlace, source: string, destination: string, payload: Buffer) =>
      ethernet(to.mac, from.mac, guarded4.etherType, guarded4.packet({ source, destination, protocol }, payload));
    // All may begin: whichever CPU is quicker.
    for (const port of [a1, a2]) guard.allow([rule('ingress', protocol)], port);
    const running = [
      send(0, a1, frame(a1, a2, guarded4.own, other, there)),
      send(1, a2, frame(a2, a1, other, guarded4.own, back)),
    ];
    const ended = Promise.all(running.map((child) => once(child, 'exit')));
    let over = false;
    void ended.finally(() => {
      over = true;
    });
    let removed = 0;
    while (!over) {
      for (const port of [a1, a2]) removed += guard.sweep(ConnectionSweepScope.PORT, port.id).ended;
      await setImmediate();
    }
    expect(await ended).toEqual([
      [0, null],
      [0, null],
    ]);
    // They were removed and made again many times.
    expect(removed).toBeGreaterThan(10);
    expect(guard.node.allDrops()).toEqual({});
    for (const port of [a1, a2]) guard.sweep(ConnectionSweepScope.PORT, port.id);
    expect([guard.tracked(), guard.share('port_connections', a1), guard.share('port_connections', a2)]).toEqual([
      0, 0, 0,
    ]);
    // Nor is a place in the table lost: the last sweep has mended what those before it could not know.
    const use = lookup(guard.node.map('connection_use'), Buffer.alloc(4));
    expect(use && decodeConnectionUse(use).used).toBe(0);

    expect(guard.sends(frame(a1, a2, guarded4.own, other, there))).toBe('passes');
    expect(guard.sends(frame(a2, a1, other, guarded4.own, back), 0, a2)).toBe('passes');
    expect(countEntries(guard.node.map(guarded4.map))).toBe(2);
    expect([guard.share('port_connections', a1), guard.share('port_connections', a2)]).toEqual([1, 1]);
    guard.open(a2);
    guard.reset();
  },
);
