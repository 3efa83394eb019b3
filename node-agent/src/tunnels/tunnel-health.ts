import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import { ProbeDrop } from '../datapath/bpf/layout.gen.js';
import type { TunnelProbes } from '../datapath/tunnel-probes.js';
import type { DesiredState } from '../state/desired-state.js';
import type { NodeConfig } from '../state/entities.js';
import { systemClock } from './monotonic-time.js';
import type { PassiveTraffic } from './passive-traffic.js';
import { TunnelMonitor } from './tunnel-monitor.js';
import { TunnelOutbox } from './tunnel-outbox.js';
import { tunnelPeers } from './tunnel-peers.js';
import { UnderlayViews } from './underlay-view.js';

const { TUNNEL_DOWN } = weft.v1.TunnelState;
/** Following the state takes at most this share of the time. */
const FOLLOW_SHARE = 1 / 20;

const dropNames = Object.entries(ProbeDrop).filter(([name]) => name !== 'NONE' && name !== 'END');

/** Tunnels of the node: those that the state says there are, watched, and told of. */
export class TunnelHealth {
  readonly monitor: TunnelMonitor;
  readonly outbox: TunnelOutbox;
  readonly #probes: TunnelProbes;
  readonly #state: DesiredState;
  readonly #told: boolean;
  readonly #views = new UnderlayViews();
  /** Hears of each round trip that is read. */
  onRoundTrip: (tripNs: number) => void = () => {};
  #config: NodeConfig | null = null;
  #seen = -1;
  #complete = false;
  #notBeforeMs = 0;
  #later: NodeJS.Timeout | null = null;

  constructor(parts: {
    nodeId: string;
    agentInstance: string;
    probes: TunnelProbes;
    passive: PassiveTraffic;
    state: DesiredState;
    /** Packets/s; 0: nothing is asked, and tunnels are unknown. */
    rate: number;
    /** Is anybody told of transitions? */
    told: boolean;
    /** Has the publisher ask the outbox. */
    wake: () => void;
    onFull: (message: string) => void;
    log: Logger;
  }) {
    const { nodeId, agentInstance, probes, passive, state, rate, log } = parts;
    this.#probes = probes;
    this.#state = state;
    this.#told = parts.told;
    this.monitor = new TunnelMonitor({
      probes,
      passive,
      rate,
      clock: systemClock,
      random: Math.random,
      onTransition: (previousState, report, address) => {
        if (!this.#told) return;
        const underlay = report.state === TUNNEL_DOWN ? this.#views.look(address) : null;
        this.outbox.transitions.push({ previousState, report }, underlay, (view) =>
          this.#tellLate(report.remoteVtepId ?? 0, view),
        );
      },
      onClosed: (vtepId) => {
        if (this.#told) this.outbox.closed(vtepId);
      },
      onRoundTrip: (tripNs) => this.onRoundTrip(tripNs),
      onFull: parts.onFull,
      log,
    });
    this.outbox = new TunnelOutbox({
      nodeId,
      agentInstance,
      ownVtepId: () => state.nodeConfig?.vtepId ?? 0,
      source: {
        vtepIds: () => this.monitor.vtepIds(),
        report: (vtepId) => this.monitor.report(vtepId),
        probes: () => ({ sent: this.monitor.sent, answered: this.monitor.answered, drops: this.drops() }),
      },
      passive,
      clock: systemClock,
      wake: parts.wake,
    });
  }

  start(): void {
    this.monitor.start();
  }

  close(): void {
    if (this.#later) clearTimeout(this.#later);
    this.monitor.close();
  }

  /** To be called when the state was programmed. `complete`: what it does not name is not there. */
  follow(complete: boolean): void {
    if (this.#config !== this.#state.nodeConfig) {
      this.#config = this.#state.nodeConfig;
      this.monitor.configure(this.#config?.probeKeys ?? []);
    }
    if (this.#state.peerChanges === this.#seen && complete === this.#complete) return;
    this.#complete = complete;
    if (this.#later) return;
    const waitMs = this.#notBeforeMs - performance.now();
    if (waitMs <= 0) this.#follow();
    else
      this.#later = setTimeout(() => {
        this.#later = null;
        this.#follow();
      }, waitMs);
  }

  /** Not sent, answered or taken since the maps were made, by name; only those that occurred. */
  drops(): Record<string, number> {
    const probes = this.#probes.drops();
    return Object.fromEntries(
      dropNames.flatMap(([name, reason]) => ((probes[reason] ?? 0) > 0 ? [[name, probes[reason] ?? 0]] : [])),
    );
  }

  /** A view of the underlay that came when the transition was told already. */
  #tellLate(vtepId: number, underlay: weft.v1.UnderlayView.$Properties): void {
    const report = this.monitor.report(vtepId);
    if (report?.state !== TUNNEL_DOWN) return;
    this.outbox.transitions.push({ previousState: TUNNEL_DOWN, report, underlay });
  }

  #follow(): void {
    const startedMs = performance.now();
    this.#seen = this.#state.peerChanges;
    this.monitor.follow(tunnelPeers(this.#state), this.#complete);
    const endedMs = performance.now();
    this.#notBeforeMs = endedMs + (endedMs - startedMs) / FOLLOW_SHARE;
  }
}
