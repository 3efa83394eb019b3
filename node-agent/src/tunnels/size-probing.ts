import { PROBE_SIZE_PATH, ProbeDrop, type TunnelPath } from '../datapath/bpf/layout.gen.js';
import type { TunnelProbes } from '../datapath/tunnel-probes.js';
import { DueQueue } from './due-queue.js';
import type { FairTime } from './fair-time.js';
import type { TunnelClock } from './monotonic-time.js';
import { requestsAfter } from './requests.js';
import { jittered, type ProbeBudget, SIZE_INTERVAL_MS, TIMEOUT_MS, timeoutMs } from './schedule.js';
import type { Tunnel } from './tunnel.js';

const ETHERNET_BYTES = 14;
/** A lost one is judged once a small one was answered after it; if none is for so long, it was not lost for its size. */
const DOUBT_MS = 1_000;

interface Question {
  readonly mtu: number;
  readonly atMs: number;
  /** Number of the request before. */
  readonly after: number;
}

export interface SizeListener {
  /** Its path MTU may be another one. */
  judged(tunnel: Tunnel): void;
  /** A request was lost: a small one should be sent to it. */
  doubted(tunnel: Tunnel): void;
}

/**
 * Asks tunnels for frames of chosen sizes, one at a time each, and tells their searches what became of them. A tunnel is due when it is to be asked, and
 * then again when its answer must have come.
 */
export class SizeProbing {
  readonly #probes: TunnelProbes;
  readonly #clock: TunnelClock;
  readonly #random: () => number;
  readonly #due = new DueQueue();
  readonly #questions = new Map<number, Question>();
  /** Between questions of a tunnel, unless something is being found out. */
  intervalMs = SIZE_INTERVAL_MS;
  sent = 0;

  constructor(probes: TunnelProbes, clock: TunnelClock, random: () => number) {
    this.#probes = probes;
    this.#clock = clock;
    this.#random = random;
  }

  get nextMs(): number | null {
    return this.#due.nextMs;
  }

  open(vtepId: number): void {
    this.#due.put(vtepId, this.#clock.nowNs() / 1e6 + this.#random() * SIZE_INTERVAL_MS);
  }

  close(vtepId: number): void {
    this.#due.remove(vtepId);
    this.#questions.delete(vtepId);
  }

  /** Judges and asks what is due, as far as the budget goes. */
  tick(tunnels: ReadonlyMap<number, Tunnel>, budget: ProbeBudget, fair: FairTime, listener: SizeListener): void {
    for (;;) {
      const nowMs = this.#clock.nowNs() / 1e6;
      const vtepId = this.#due.due(nowMs);
      const tunnel = vtepId === null ? undefined : tunnels.get(vtepId);
      if (vtepId === null || !tunnel) return;
      const question = this.#questions.get(vtepId);
      if (question) {
        if (!this.#judge(tunnel, question, fair) && nowMs - question.atMs < DOUBT_MS) {
          listener.doubted(tunnel);
          this.#due.put(vtepId, nowMs + TIMEOUT_MS / 2);
          continue;
        }
        this.#questions.delete(vtepId);
        listener.judged(tunnel);
        const waitMs = jittered(this.intervalMs, this.#random());
        this.#due.put(vtepId, tunnel.pathMtu.urgent ? nowMs : Math.max(nowMs, question.atMs + waitMs));
      } else if (tunnel.pathMtu.next === 0) this.#due.put(vtepId, nowMs + this.intervalMs);
      else if (budget.take(nowMs)) this.#ask(tunnel, nowMs);
      else return;
    }
  }

  #ask(tunnel: Tunnel, nowMs: number): void {
    const { vtepId } = tunnel.peer;
    const mtu = tunnel.pathMtu.next;
    const after = this.#probes.readPath(vtepId, PROBE_SIZE_PATH)?.number ?? 0;
    if (this.#probes.send(vtepId, PROBE_SIZE_PATH, mtu + ETHERNET_BYTES) !== ProbeDrop.NONE) {
      this.#due.put(vtepId, nowMs + this.intervalMs);
      return;
    }
    this.sent++;
    this.#questions.set(vtepId, { mtu, atMs: nowMs, after });
    this.#due.put(vtepId, nowMs + TIMEOUT_MS + 1);
  }

  /** False: it is too early to say, or it was lost, and it is not known yet whether small ones are, too. */
  #judge(tunnel: Tunnel, { mtu, after }: Question, fair: FairTime): boolean {
    const row = this.#probes.readPath(tunnel.peer.vtepId, PROBE_SIZE_PATH);
    const request = row && requestsAfter(row, after, this.#lostUpToNs(row, fair), fair.fromNs)[0];
    if (request?.outcome === 'answered') tunnel.pathMtu.outcome(mtu, true);
    if (request?.outcome === 'waiting') return false;
    if (request?.outcome !== 'lost') return true;
    if (tunnel.judge.lastAnsweredNs <= request.sentNs) return false;
    tunnel.pathMtu.outcome(mtu, false);
    return true;
  }

  /** What was never answered is not waited for: three have to be lost before it means anything. */
  #lostUpToNs({ lastRttNs }: TunnelPath, fair: FairTime): number {
    return fair.lostUpToNs(this.#clock.nowNs(), lastRttNs === 0 ? TIMEOUT_MS : timeoutMs(lastRttNs));
  }
}
