import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { Compiler } from '../compiler/compiler.js';
import { contentOf } from '../compiler/content.js';
import type { Tables } from '../store/change.js';
import { FRAME_TARGET_BYTES } from './frames.js';
import { HeldEntries } from './testing/held-entries.js';
import { MemorySource } from './testing/memory-source.js';
import { SnapshotFrames } from './transmission.js';

const { Network, Node, Port } = weft.v1;

function port(n: number, nodeId: string): Tables['port'] {
  const low = [n >> 16, (n >> 8) & 0xff, n & 0xff];
  return Port.create({
    metadata: { id: `p-${n}` },
    networkId: 'net',
    mac: Uint8Array.of(2, 0x57, 0, ...low),
    addresses: [{ address: { bytes: Uint8Array.of(10, ...low) } }],
    datapathId: n + 1,
    activeBinding: { nodeId, generation: 1 },
  }) as Tables['port'];
}

describe('a large snapshot', () => {
  it('is made chunk by chunk, each far under 1 MB, and is of one moment although everything changes meanwhile', () => {
    const ports = 20_000;
    const source = new MemorySource();
    const put = (table: 'node' | 'network' | 'port', id: string, after: unknown, before: unknown = null) =>
      ({ table, id, before, after }) as never;
    source.commit([
      put('node', 'h1', Node.create({ metadata: { id: 'h1' }, vtepId: 1 })),
      put('node', 'h2', Node.create({ metadata: { id: 'h2' }, vtepId: 2 })),
      put('network', 'net', Network.create({ metadata: { id: 'net' }, vni: 4096, mtu: 1450 })),
      ...Array.from({ length: ports }, (_, n) => put('port', `p-${n}`, port(n, n === 0 ? 'h1' : 'h2'))),
    ]);
    const compiler = new Compiler(source, { vxlanPort: 4789 });
    source.subscribe((changes) => compiler.apply(changes));
    const node = compiler.node('h1');
    if (!node) throw new Error('no node');
    const expected = contentOf('h1', source, 4789);
    const snapshot = new SnapshotFrames(compiler.revision, node, FRAME_TARGET_BYTES);
    const held = new HeldEntries();
    held.apply(weft.v1.ControllerMessage.create({ welcome: { resume: 1, epoch: 'e' } }));
    let chunks = 0;
    for (let frame = snapshot.next(); frame; frame = snapshot.next()) {
      expect(frame.length).toBeLessThan(FRAME_TARGET_BYTES + 1024);
      held.apply(weft.v1.ControllerMessage.decode(frame));
      // Moves away what was sent and what was not, and adds what has no place in this snapshot.
      if (++chunks === 3) {
        source.commit(Array.from({ length: ports - 1 }, (_, n) => put('port', `p-${n + 1}`, null, port(n + 1, 'h2'))));
        source.commit(Array.from({ length: 100 }, (_, n) => put('port', `p-${n + 50_000}`, port(n + 50_000, 'h2'))));
      }
    }
    expect(chunks).toBeGreaterThan(4);
    expect(held.revision).toBe(1);
    expect(held.entries.size).toBe(expected.size);
    for (const [key, value] of expected) if (held.entries.get(key) !== value) throw new Error('not as it was');
    // Nothing is left of it in the tables.
    expect(snapshot.next()).toBeNull();
    expect(snapshot.done).toBe(true);
  });
});
