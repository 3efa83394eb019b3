import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import { PROBE_FRAME_MIN, ProbeDrop } from '../datapath/bpf/layout.gen.js';
import type { TunnelProbes } from '../datapath/tunnel-probes.js';
import { AnsweredRequests } from './answered-requests.js';
import { DueQueue } from './due-queue.js';
import { FairTime } from './fair-time.js';
import { FairTimer } from './fair-timer.js';
import { JUDGED_PATHS, type State } from './judge.js';
import type { TunnelClock } from './monotonic-time.js';
import type { PassiveTraffic } from './passive-traffic.js';
import { jittered, ProbeBudget, TIMEOUT_MS, URGENT_MS } from './schedule.js';
import { SizeProbing } from './size-probing.js';
import { Tunnel, type TunnelPeer } from './tunnel.js';
import { TunnelPace } from './tunnel-pace.js';
import { tunnelReport } from './tunnel-report.js';

const HOUSEKEEPING_MS = 1_000;
/** Requests that come late are made up for up to this time, so that a busy node asks as many. */
const MADE_UP_MS = 50;
/** When so many requests in a row could not even be sent, for so long, nothing is known of the tunnel. */
const FAILED_REQUESTS = 3;
const FAILED_NS = 2e9;

interface Check {
  readonly vtepId: number;
  readonly path: number;
  readonly atMs: number;
  /** Of what was still waiting at an earlier one. */
  readonly isAgain: boolean;
}

export interface MonitorParts {
  readonly probes: TunnelProbes;
  readonly passive: PassiveTraffic;
  /** Packets/s; 0: nothing is sent. */
  readonly rate: number;
  readonly clock: TunnelClock;
  readonly random: () => number;
  /** A state is another one: `report` says which. `address`: of the other end. */
  readonly onTransition: (previous: State, report: weft.v1.TunnelReport.$Properties, address: Uint8Array) => void;
  readonly onClosed: (vtepId: number) => void;
  readonly onRoundTrip: (tripNs: number) => void;
  /** A tunnel found no room; told once. */
  readonly onFull: (message: string) => void;
  readonly log: Logger;
}

/**
 * Has the tunnels of this node probed, and judges them: asks when it is time, reads what became of it, and tells of every change of state at once. Synchronous but for its timer.
 */
export class TunnelMonitor {
  readonly #parts: MonitorParts;
  readonly #tunnels = new Map<number, Tunnel>();
  readonly #due = new DueQueue();
  readonly #sizes: SizeProbing;
  readonly #budget: ProbeBudget;
  readonly #pace: TunnelPace;
  readonly #timer: FairTimer;
  /** Requests whose time is over at `atMs`, in this order. */
  #checks: Check[] = [];
  #hasKeys = false;
  readonly #fair: FairTime;
  #housekeepingMs = 0;
  #complained = false;
  /** What earlier runs left is gone. */
  #swept = false;
  #sent = 0;
  transitions = 0;
  readonly #answered: AnsweredRequests;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    this.#budget = new ProbeBudget(parts.rate, this.#nowMs());
    this.#answered = new AnsweredRequests(parts.probes, this.#tunnels);
    this.#pace = new TunnelPace(parts.rate, parts.passive);
    this.#sizes = new SizeProbing(parts.probes, parts.clock, parts.random);
    this.#fair = new FairTime(parts.clock.nowNs());
    const { clock, log } = parts;
    const nextMs = () =>
      Math.min(
        this.#due.nextMs ?? Infinity,
        this.#sizes.nextMs ?? Infinity,
        this.#checks[0]?.atMs ?? Infinity,
        this.#housekeepingMs,
      );
    this.#timer = new FairTimer(clock, (lagMs) => this.tick(lagMs), nextMs, log);
  }

  start(): void {
    this.#timer.start();
  }

  close(): void {
    this.#timer.close();
  }

  /** Requests of other nodes that were answered since the agent started, as of the last reading of each tunnel. */
  get answered(): number {
    return this.#answered.count;
  }

  /** Requests that were numbered, since the agent started. */
  get sent(): number {
    return this.#sent + this.#sizes.sent;
  }

  /** How late a tick came, at worst, a short while back. */
  get worstLagMs(): number {
    return this.#timer.worstLagMs;
  }

  get size(): number {
    return this.#tunnels.size;
  }

  vtepIds(): IterableIterator<number> {
    return this.#tunnels.keys();
  }

  states(): Map<State, number> {
    const states = new Map<State, number>();
    for (const { judge } of this.#tunnels.values()) states.set(judge.state, (states.get(judge.state) ?? 0) + 1);
    return states;
  }

  /** At most 2 keys of 16 bytes. Without any nothing is asked, and nothing known. */
  configure(keys: readonly Uint8Array[]): void {
    const [key, otherKey = null] = keys;
    this.#parts.probes.configure(key ? { key, otherKey } : null);
    const had = this.#hasKeys;
    this.#hasKeys = key !== undefined;
    if (!had || this.#hasKeys) return;
    this.#checks = [];
    for (const tunnel of this.#tunnels.values()) this.#forget(tunnel);
  }

  /** Opens tunnels to these, and closes all others; those that an earlier run left only once the state is `complete`. */
  follow(peers: ReadonlyMap<number, TunnelPeer>, complete: boolean): void {
    const { probes } = this.#parts;
    if (complete && !this.#swept) for (const vtepId of probes.opened()) if (!peers.has(vtepId)) probes.close(vtepId);
    this.#swept ||= complete;
    for (const vtepId of [...this.#tunnels.keys()]) if (!peers.has(vtepId)) this.#close(vtepId);
    for (const peer of peers.values()) {
      const tunnel = this.#tunnels.get(peer.vtepId);
      if (tunnel) tunnel.peer = peer;
      else this.#open(peer);
    }
    this.#setPace();
  }

  /** All that is known of a tunnel; null if there is none. */
  report(vtepId: number): weft.v1.TunnelReport.$Properties | null {
    const { probes, passive, clock } = this.#parts;
    const tunnel = this.#tunnels.get(vtepId);
    const reading = tunnel && probes.read(vtepId);
    if (!reading) return null;
    this.#answered.count += tunnel.heard(reading.peers);
    return tunnelReport(tunnel, reading, passive.lastReceivedNs(vtepId), clock);
  }

  #open(peer: TunnelPeer): void {
    const { probes, clock, random, onFull } = this.#parts;
    try {
      probes.open(peer.vtepId, clock.unixMs() * 1000);
    } catch (err) {
      if (!this.#complained) onFull(`a tunnel to VTEP ${peer.vtepId} is not probed: ${(err as Error).message}`);
      this.#complained = true;
      return;
    }
    const reading = probes.read(peer.vtepId);
    if (!reading) return;
    const tunnel = new Tunnel(peer, reading, clock.nowNs(), clock.unixMs());
    tunnel.intervalMs = this.#pace.now.busyMs;
    this.#tunnels.set(peer.vtepId, tunnel);
    this.#due.put(peer.vtepId, this.#nowMs() + random() * URGENT_MS);
    this.#sizes.open(peer.vtepId);
  }

  #close(vtepId: number): void {
    this.#parts.probes.close(vtepId);
    this.#tunnels.delete(vtepId);
    this.#due.remove(vtepId);
    this.#sizes.close(vtepId);
    this.#parts.onClosed(vtepId);
  }

  /** Judges what is to be judged now, and asks what is due. `lagMs`: how late it comes. */
  tick(lagMs: number): void {
    const putOffMs = this.#fair.late(lagMs, this.#parts.clock.nowNs());
    if (putOffMs > 0) this.#checks = this.#checks.map((check) => ({ ...check, atMs: check.atMs + putOffMs }));
    if (this.#nowMs() >= this.#housekeepingMs) this.#keepHouse();
    this.#judge();
    if (!this.#hasKeys || this.#parts.rate === 0) return;
    this.#ask();
    this.#sizes.tick(this.#tunnels, this.#budget, this.#fair, {
      judged: (tunnel) => {
        tunnel.judge.pathMtuTooSmall = tunnel.pathMtu.tooSmall;
        this.#decide(tunnel);
      },
      doubted: (tunnel) => this.#askSoon(tunnel),
    });
  }

  #keepHouse(): void {
    const { passive, clock } = this.#parts;
    this.#housekeepingMs = this.#nowMs() + HOUSEKEEPING_MS;
    passive.refresh(clock.nowNs());
    this.#setPace();
    this.#answered.read();
  }

  #judge(): void {
    const nowMs = this.#nowMs();
    let judged = 0;
    const again: Check[] = [];
    for (const { vtepId, path, atMs, isAgain } of this.#checks) {
      if (atMs > nowMs) break;
      judged++;
      const tunnel = this.#tunnels.get(vtepId);
      if (!tunnel) continue;
      if (isAgain) tunnel.readAgain.delete(path);
      this.#judgePath(tunnel, path);
      if (!tunnel.waitsLonger(path) || tunnel.readAgain.has(path)) continue;
      tunnel.readAgain.add(path);
      again.push({ vtepId, path, atMs: nowMs + TIMEOUT_MS, isAgain: true });
    }
    this.#checks.splice(0, judged);
    this.#checks.push(...again);
  }

  #judgePath(tunnel: Tunnel, path: number): void {
    const { judge } = tunnel;
    this.#readPath(tunnel, path);
    // What the other paths brought meanwhile counts before anything is called cut.
    if (judge.suspicious) for (let other = 0; other < JUDGED_PATHS; other++) this.#readPath(tunnel, other);
    this.#decide(tunnel);
    if (judge.unsettled) this.#askSoon(tunnel);
  }

  /** Unless it is asked so often anyway. */
  #askSoon({ peer }: Tunnel): void {
    const nowMs = this.#nowMs();
    if ((this.#due.dueMs(peer.vtepId) ?? 0) > nowMs + URGENT_MS) this.#due.put(peer.vtepId, nowMs);
  }

  #readPath(tunnel: Tunnel, path: number): void {
    const { probes, clock, onRoundTrip } = this.#parts;
    const row = probes.readPath(tunnel.peer.vtepId, path);
    const tripNs = row && tunnel.read(path, row, clock.nowNs(), this.#fair);
    if (tripNs) onRoundTrip(tripNs);
  }

  #decide(tunnel: Tunnel): void {
    const previous = tunnel.judge.state;
    if (tunnel.judge.decide(this.#parts.clock.nowNs())) this.#tell(tunnel, previous);
  }

  #forget(tunnel: Tunnel): void {
    const previous = tunnel.judge.state;
    tunnel.judge.forget();
    if (tunnel.judge.state !== previous) this.#tell(tunnel, previous);
  }

  #tell(tunnel: Tunnel, previous: State): void {
    this.transitions++;
    tunnel.sinceUnixMs = this.#parts.clock.unixMs();
    const report = this.report(tunnel.peer.vtepId);
    if (report) this.#parts.onTransition(previous, report, tunnel.peer.address);
  }

  #ask(): void {
    for (;;) {
      const nowMs = this.#nowMs();
      const vtepId = this.#due.due(nowMs);
      const tunnel = vtepId === null ? undefined : this.#tunnels.get(vtepId);
      if (vtepId === null || !tunnel || !this.#budget.take(nowMs)) return;
      this.#send(tunnel, nowMs);
      const { random } = this.#parts;
      const intervalMs = tunnel.judge.unsettled ? Math.min(tunnel.intervalMs, URGENT_MS) : tunnel.intervalMs;
      const nextMs = jittered(intervalMs, random());
      this.#due.put(vtepId, Math.max((this.#due.dueMs(vtepId) ?? nowMs) + nextMs, nowMs - MADE_UP_MS));
    }
  }

  #send(tunnel: Tunnel, nowMs: number): void {
    const { probes, clock } = this.#parts;
    const { vtepId } = tunnel.peer;
    const path = tunnel.takePath();
    if (probes.send(vtepId, path, PROBE_FRAME_MIN) === ProbeDrop.NONE) {
      this.#sent++;
      tunnel.failed = { requests: 0, sinceNs: 0 };
      this.#checks.push({ vtepId, path, atMs: nowMs + TIMEOUT_MS, isAgain: false });
      return;
    }
    const { failed } = tunnel;
    const nowNs = clock.nowNs();
    if (failed.requests++ === 0) failed.sinceNs = nowNs;
    if (failed.requests >= FAILED_REQUESTS && nowNs - failed.sinceNs >= FAILED_NS) this.#forget(tunnel);
  }

  #setPace(): void {
    const { rate, clock, random } = this.#parts;
    if (rate === 0) return;
    this.#pace.set(this.#tunnels, clock.nowNs(), (tunnel) => {
      // It does not wait out an interval that is no longer its own.
      const { vtepId } = tunnel.peer;
      const nowMs = this.#nowMs();
      if ((this.#due.dueMs(vtepId) ?? 0) > nowMs + tunnel.intervalMs)
        this.#due.put(vtepId, nowMs + random() * tunnel.intervalMs);
    });
    this.#sizes.intervalMs = this.#pace.now.sizeMs;
  }

  #nowMs(): number {
    return this.#parts.clock.nowNs() / 1e6;
  }
}
