import type { weft } from '../../../proto/gen/codecs.js';
import type { NodeIndex } from './tunnel-source.js';

/** Inner flows that are kept, of all nodes together. */
export const INNER_FLOWS_MAX = 65_536;

interface Told {
  readonly flow: weft.v1.InnerFlow.$Properties;
  readonly toldMs: number;
}

/** What agents count between inner addresses, where they do: by (VNI, node, remote node). */
export class InnerFlows {
  readonly #max: number;
  readonly #byRow = new Map<string, Map<string, Told>>();
  #count = 0;
  /** Flows that found no room. */
  dropped = 0;

  constructor(max = INNER_FLOWS_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#count;
  }

  tell(from: NodeIndex, to: NodeIndex, flow: weft.v1.InnerFlow.$Properties, nowMs: number): void {
    const { vni = 0, remoteVtepId = 0, source, destination, received = false, packets = 0, bytes = 0 } = flow;
    // Copies: those of the decoded message would keep the whole batch.
    const [of, towards] = [source, destination].map((ip) => Uint8Array.from(ip?.bytes ?? []));
    if (!of || !towards || !isIp(of) || !isIp(towards)) return;
    const name = nameOf(vni ?? 0, from, to);
    const flows = this.#byRow.get(name) ?? new Map<string, Told>();
    const way = `${Buffer.from(of).toString('hex')} ${Buffer.from(towards).toString('hex')} ${received}`;
    if (!flows.has(way)) {
      if (this.#count >= this.#max) {
        this.dropped++;
        return;
      }
      this.#count++;
    }
    const kept = {
      vni,
      remoteVtepId,
      source: { bytes: of },
      destination: { bytes: towards },
      received,
      packets,
      bytes,
    };
    flows.set(way, { flow: kept, toldMs: nowMs });
    this.#byRow.set(name, flows);
  }

  read(vni: number, from: NodeIndex, to: NodeIndex): weft.v1.InnerFlow.$Properties[] {
    return Array.from(this.#byRow.get(nameOf(vni, from, to))?.values() ?? [], ({ flow }) => flow);
  }

  /** Removes those for which `isOver` says so of the nodes and the time when they were told. */
  removeWhere(isOver: (from: NodeIndex, to: NodeIndex, toldMs: number) => boolean): void {
    for (const [name, flows] of this.#byRow) {
      const [, from = '', to = ''] = name.split(' ');
      for (const [way, { toldMs }] of flows) {
        if (!isOver(Number(from), Number(to), toldMs)) continue;
        flows.delete(way);
        this.#count--;
      }
      if (flows.size === 0) this.#byRow.delete(name);
    }
  }
}

function nameOf(vni: number, from: NodeIndex, to: NodeIndex): string {
  return `${vni} ${from} ${to}`;
}

function isIp(bytes: Uint8Array): boolean {
  return bytes.length === 4 || bytes.length === 16;
}
