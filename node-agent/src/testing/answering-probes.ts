import { PROBE_WINDOW, ProbeDrop, type TunnelPath } from '../datapath/bpf/layout.gen.js';
import { FakeTunnelProbes } from '../datapath/fake/fake-tunnel-probes.js';

export interface SentProbe {
  readonly vtepId: number;
  readonly path: number;
  readonly frameBytes: number;
}
/** What becomes of a probe: its round trip, or where it is lost. */
export type ProbeFate = number | 'out' | 'back';

/** Longer round trips take their time; shorter ones are over at once. */
const AT_ONCE_NS = 1e8;

/** For tests: other ends that answer as the test says, by a clock that the test sets. */
export class AnsweringProbes extends FakeTunnelProbes {
  nowNs = 1e9;
  fate: (probe: SentProbe) => ProbeFate = () => 100_000;
  readonly counts = { sent: 0, read: 0 };
  /** By tunnel and path: requests that reached the other end. */
  readonly #taken = new Map<string, number>();
  /** Replies under way, in the order in which they were asked for. */
  #underWay: {
    readonly vtepId: number;
    readonly path: number;
    readonly number: number;
    readonly sentNs: number;
    readonly rttNs: number;
    readonly taken: number;
  }[] = [];

  constructor() {
    super(() => true);
  }

  override send(vtepId: number, path: number, frameBytes: number): ProbeDrop {
    const outcome = super.send(vtepId, path, frameBytes);
    const tunnel = this.tunnels.get(vtepId);
    const row = tunnel?.paths[path];
    // What was sent is of no use here, and would grow.
    this.sent.length = 0;
    if (outcome !== ProbeDrop.NONE || !tunnel || !row) return outcome;
    this.counts.sent++;
    const fate = this.fate({ vtepId, path, frameBytes });
    const key = `${vtepId}/${path}`;
    const taken = (this.#taken.get(key) ?? 0) + Number(fate !== 'out');
    this.#taken.set(key, taken);
    const isSlow = typeof fate === 'number' && fate > AT_ONCE_NS;
    if (isSlow) this.#underWay.push({ vtepId, path, number: row.number, sentNs: this.nowNs, rttNs: fate, taken });
    tunnel.paths[path] = this.#settle(row, isSlow ? 'back' : fate, taken);
    return outcome;
  }

  override readPath(vtepId: number, path: number): TunnelPath | null {
    this.counts.read++;
    this.#arrive();
    return super.readPath(vtepId, path);
  }

  #arrive(): void {
    const hasCome = ({ sentNs, rttNs }: { sentNs: number; rttNs: number }) => sentNs + rttNs <= this.nowNs;
    const come = this.#underWay.filter(hasCome);
    this.#underWay = this.#underWay.filter((reply) => !hasCome(reply));
    for (const { vtepId, path, number, sentNs, rttNs, taken } of come) {
      const tunnel = this.tunnels.get(vtepId);
      const row = tunnel?.paths[path];
      if (!tunnel || !row || row.number - number >= PROBE_WINDOW) continue;
      const { lastReplyNs } = this.#settle({ ...row, number }, rttNs, taken);
      tunnel.paths[path] = {
        ...this.#settle({ ...row, number }, rttNs, taken),
        number: row.number,
        lastReplyNs: lastReplyNs - this.nowNs + sentNs,
      };
    }
  }

  #settle(row: TunnelPath, fate: ProbeFate, taken: number): TunnelPath {
    const slot = row.number % PROBE_WINDOW;
    const answered = typeof fate === 'number';
    const answeredBits = Uint8Array.from(row.answeredBits);
    const bit = 1 << (slot % 8);
    answeredBits[slot >> 3] = ((answeredBits[slot >> 3] ?? 0) & ~bit) | (answered ? bit : 0);
    const pendingNs = row.pendingNs.with(slot, answered ? 0 : this.nowNs);
    if (!answered) return { ...row, answeredBits, pendingNs };
    return {
      ...row,
      answeredBits,
      pendingNs,
      answered: row.answered + 1,
      newestAnswered: row.number,
      remoteReceived: taken,
      lastReplyNs: this.nowNs + fate,
      lastRttNs: fate,
      minRttNs: Math.min(row.minRttNs || fate, fate),
    };
  }
}
