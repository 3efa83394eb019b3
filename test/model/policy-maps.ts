import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  BpfError,
  type BpfMap,
  type BpfProgram,
  close,
  deleteBatch,
  loadObject,
  lookupAll,
  openPinnedMap,
  UpdateFlag,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';

/** BPF_F_LOCK: under the spin lock of a connection. */
const LOCKED = 4;
/** Longer than anything is remembered. */
const FOREVER_S = 1_000_000;
const root = join(fileURLToPath(new URL('.', import.meta.url)), '../..').replace(/\/dist$/, '');

/**
 * What a node remembers of connections, in its pinned maps: the test's clock. The kernel's can't be set, so what is remembered grows old instead. Nothing else is written,
 * and of the maps only the times are known here.
 */
export class PolicyMaps {
  readonly #connections: readonly BpfMap[];
  readonly #fragment: BpfMap;
  readonly #hits: BpfMap;
  readonly #sweep: BpfProgram;

  /** @param directory where the maps are pinned */
  constructor(directory: string) {
    const open = (name: string) => {
      const map = openPinnedMap(join(directory, name));
      if (!map) throw new Error(`${name} is not pinned in ${directory}`);
      return map;
    };
    this.#connections = [open('connection4'), open('connection6')];
    this.#fragment = open('fragment');
    this.#hits = open('rule_hits');
    const maps = Object.fromEntries(
      ['connection4', 'connection6', 'fragment', 'port_connections', 'port_fragments', 'policy_config'].map((name) => [
        name,
        open(name),
      ]),
    );
    const { programs } = loadObject(join(root, 'modules/build/connections.bpf.o'), { maps });
    const sweep = programs.connection_sweep;
    if (!sweep) throw new Error('no connection_sweep');
    this.#sweep = sweep;
  }

  /** As if so much time had passed. Connections that the agent's sweep takes meanwhile are gone. */
  age(seconds: number): void {
    const ns = BigInt(Math.round(seconds * 1e9));
    for (const map of this.#connections)
      this.#change(map, LOCKED, layout.CONNECTION_BYTES, (value) => {
        const { lastNs, firstNs } = connectionTimes;
        for (const at of [firstNs, lastNs])
          value.writeBigUInt64LE(BigInt.asUintN(64, value.readBigUInt64LE(at) - ns), at);
      });
    this.#change(this.#fragment, 0, layout.FRAGMENT_BYTES, (value) => {
      const expires = value.readBigUInt64LE(0) - ns;
      value.writeBigUInt64LE(expires > 0n ? expires : 0n, 0);
    });
  }

  #change(map: BpfMap, flags: number, bytes: number, write: (value: Buffer) => void): void {
    const { keys, values, count } = lookupAll(map);
    const keyBytes = keys.length / Math.max(count, 1);
    for (let i = 0; i < count; i++) {
      const value = values.subarray(i * bytes, (i + 1) * bytes);
      write(value);
      try {
        update(map, keys.subarray(i * keyBytes, (i + 1) * keyBytes), value, UpdateFlag.EXIST | flags);
      } catch (error) {
        if (!(error instanceof BpfError && error.code === 'NOT_FOUND')) throw error;
      }
    }
  }

  /** What the agent does once a second. */
  sweep(): void {
    // All zero: only those whose time is over.
    runSyscall(this.#sweep, Buffer.alloc(layout.CONNECTION_SWEEP_BYTES));
  }

  /** Nothing is remembered, and nothing was counted. */
  forget(): void {
    this.age(FOREVER_S);
    this.sweep();
    const { keys, count } = lookupAll(this.#hits);
    if (count > 0) deleteBatch(this.#hits, keys, count);
  }

  /** Packets by `datapath id, direction (0: in), group, rule's number`. */
  hits(): Map<string, number> {
    const { keys, values, count } = lookupAll(this.#hits);
    const hits = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const at = i * layout.RULE_HITS_KEY_BYTES;
      const words = [0, 4, 12, 8].map((offset) => keys.readUInt32LE(at + offset));
      hits.set(words.join(), Number(values.readBigUInt64LE(i * layout.RULE_HITS_BYTES)));
    }
    return hits;
  }

  close(): void {
    for (const handle of [...this.#connections, this.#fragment, this.#hits, this.#sweep]) close(handle);
  }
}

/** Where the times of a connection lie, found out by writing them. */
const connectionTimes = (() => {
  const side = { end: 0, maxEnd: 0, maxWindow: 0, scale: 0, flags: 0 };
  const times = { firstNs: 0x11, lastNs: 0x22 };
  const value = layout.encodeConnection({
    ...{ version: 0, rule: 0n, slot: 0, began: 0, state: 0, side: [side, side], syn: side },
    ...times,
  });
  return { firstNs: value.indexOf(times.firstNs), lastNs: value.indexOf(times.lastNs) };
})();
