import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyDirection } from '../../../node-agent/src/datapath/bpf/layout.gen.js';
import { ofModule } from '../../../node-agent/src/datapath/bpf/module-maps.js';
import {
  type BpfHandle,
  type BpfMap,
  type BpfProgram,
  close,
  loadObject,
  lookupAll,
  openPinnedMap,
  programInfo,
} from '../../../node-agent/src/datapath/bpf/native.js';
import { defaultModulesDirectory } from '../../../node-agent/src/datapath/bpf/objects.js';
import { encodeSkbContext, testRun } from '../../../node-agent/src/datapath/bpf/test-run.js';

const objects = {
  from_port: 'bridge',
  to_port: 'bridge',
  from_underlay: 'vxlan',
  underlay_native: 'underlay',
  policy_explain: 'policy',
} as const;
export type TimedProgramName = keyof typeof objects;

/** A machine that a host's tables know: what a frame is for, or from. */
export interface TableKey {
  readonly mac: Uint8Array;
  readonly address: Uint8Array;
}

/** What becomes of a frame. */
export interface Outcome {
  readonly retval: number;
  /** Bytes that it is longer afterwards; null: it may have any length. */
  readonly grows: number | null;
}

/**
 * Instances of a node's programs of their own, over the maps that its agent has filled: attached to nothing, so that no other packet runs through
 * them and the kernel's statistics of them are about the frames given here alone.
 */
export class TimedPrograms {
  readonly #programs: Readonly<Record<string, BpfProgram>>;
  readonly #maps: Readonly<Record<string, BpfMap>>;
  readonly #handles: readonly BpfHandle[];
  readonly #namespace: number;

  /** @param pins directory of the node's pinned maps. @param namespace open descriptor of the node's network namespace */
  constructor(pins: string, namespace: number) {
    const maps: Record<string, BpfMap> = {};
    for (const name of readdirSync(pins)) {
      const map = openPinnedMap(join(pins, name));
      if (map !== null) maps[name] = map;
    }
    const loaded = [...new Set(Object.values(objects))].map((object) => {
      const path = join(defaultModulesDirectory(), `${object}.bpf.o`);
      return loadObject(path, { pinDir: pins, maps: ofModule(path, maps) });
    });
    this.#programs = Object.assign({}, ...loaded.map((object) => object.programs));
    this.#maps = maps;
    this.#handles = [maps, ...loaded.flatMap((o) => [o.programs, o.maps])].flatMap((o) => Object.values<BpfHandle>(o));
    this.#namespace = namespace;
  }

  /** Mean time in the program, in nanoseconds, of one run with each frame; needs run statistics. @throws if a frame has another outcome. */
  time(name: TimedProgramName, ifindex: number, frames: readonly Uint8Array[], expected: Outcome): number {
    const program = this.#programs[name];
    if (program === undefined) throw new Error(`no program ${name}`);
    const context = contextOf(name, ifindex);
    const before = programInfo(program);
    for (const data of frames) {
      const { retval, dataOut } = testRun(program, { data, netns: this.#namespace, ...context });
      const grows = dataOut.length - data.length;
      if (retval !== expected.retval || grows !== (expected.grows ?? grows)) {
        throw new Error(
          `${name} returned ${retval} with ${grows} bytes more, not ${expected.retval} with ${expected.grows}: ${Buffer.from(data).toString('hex')}`,
        );
      }
    }
    const after = programInfo(program);
    const runs = after.runCount - before.runCount;
    if (runs !== frames.length) throw new Error(`${name} ran ${runs} times, not ${frames.length}`);
    return (after.runTimeNs - before.runTimeNs) / runs;
  }

  /** The lower quartile of the times of single runs: what some of them pay, as for waking a reader of records, is not in it. */
  usualTime(name: TimedProgramName, ifindex: number, frames: readonly Uint8Array[], expected: Outcome): number {
    const times = frames.map((frame) => this.time(name, ifindex, [frame], expected)).sort((a, b) => a - b);
    return times[times.length >> 2] ?? Number.NaN;
  }

  /** Machines of a network that the tables have an address of. */
  machines(vni: number, family: 4 | 6): TableKey[] {
    const map = this.#maps[`neighbor${family}`];
    if (map === undefined) throw new Error(`no map neighbor${family}`);
    const { keys, values, count } = lookupAll(map);
    const machines: TableKey[] = [];
    for (let i = 0; i < count; i++) {
      const key = keys.subarray(i * map.keyBytes, (i + 1) * map.keyBytes);
      if (key.readUInt32LE(0) !== vni) continue;
      machines.push({ address: key.subarray(4), mac: values.subarray(i * map.valueBytes, i * map.valueBytes + 6) });
    }
    return machines;
  }

  close(): void {
    for (const handle of this.#handles) close(handle);
  }
}

/** For a frame at the interface; policy_explain: that the port there sends. */
function contextOf(name: TimedProgramName, ifindex: number): { context?: Buffer } {
  if (name === 'underlay_native') return {};
  const explained = { cb: [ifindex, PolicyDirection.EGRESS] };
  return { context: encodeSkbContext(name === 'policy_explain' ? explained : { ifindex }) };
}
