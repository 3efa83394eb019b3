import type { NatsConnection } from '@nats-io/transport-node';
import { weft } from '../../proto/gen/codecs.js';
import { inboxPrefix, tunnelSubject } from '../../proto/src/subjects.js';
import { connectLabNats } from './flow-listener.js';
import { LabError } from './lab-error.js';
import type { Lab } from './running-lab.js';
import { adminIdentity } from './state.js';

/** A change of a tunnel's state, as it came from NATS. */
export interface HeardTransition {
  /** `performance.now()` when the message was here. */
  readonly atMs: number;
  /** The node that says it, and of the tunnel to which. */
  readonly nodeId: string;
  readonly remoteNodeId: string;
  readonly previous: weft.v1.TunnelState;
  readonly state: weft.v1.TunnelState;
  readonly reasons: readonly weft.v1.TunnelReason[];
  readonly transition: weft.v1.TunnelTransition.$Properties;
}

interface Awaited {
  readonly fits: (heard: HeardTransition) => boolean;
  readonly resolve: (heard: HeardTransition) => void;
}

/** Hears what all agents of a lab say of their tunnels. */
export class TunnelListener {
  readonly transitions: HeardTransition[] = [];
  /** By `<node> <remote node>`: what was said last. */
  readonly reports = new Map<string, weft.v1.TunnelReport.$Properties>();
  messages = 0;
  bytes = 0;
  readonly #awaited = new Set<Awaited>();

  private constructor(private readonly nats: NatsConnection) {
    nats.subscribe(tunnelSubject('*'), {
      callback: (error, message) => {
        if (error === null) this.#take(message.data, performance.now());
      },
    });
  }

  /** Listens as admin; resolves once nats-server knows of it. */
  static async start(lab: Lab): Promise<TunnelListener> {
    const pair = lab.plan.directory.certificate('admin');
    const nats = await connectLabNats(lab, pair, inboxPrefix('admin', adminIdentity.name));
    const listener = new TunnelListener(nats);
    await nats.flush();
    return listener;
  }

  /** The first transition from now on that fits. Rejects with LabError `what` after `timeoutMs`, and says what was heard instead. */
  next(what: string, timeoutMs: number, fits: (heard: HeardTransition) => boolean): Promise<HeardTransition> {
    const from = this.transitions.length;
    return new Promise((resolve, reject) => {
      const awaited: Awaited = {
        fits,
        resolve: (heard) => {
          clearTimeout(timer);
          this.#awaited.delete(awaited);
          resolve(heard);
        },
      };
      const timer = setTimeout(() => {
        this.#awaited.delete(awaited);
        const instead = this.transitions.slice(from).map(transitionText).join('; ');
        reject(new LabError(`${what}: not within ${timeoutMs / 1000} s; heard: ${instead || 'nothing'}`));
      }, timeoutMs);
      this.#awaited.add(awaited);
    });
  }

  /** What one node said last of its tunnel to another. */
  report(nodeId: string, remoteNodeId: string): weft.v1.TunnelReport.$Properties | undefined {
    return this.reports.get(`${nodeId} ${remoteNodeId}`);
  }

  async stop(): Promise<void> {
    await this.nats.close();
  }

  #take(data: Uint8Array, atMs: number): void {
    this.messages++;
    this.bytes += data.length;
    const batch = weft.v1.TunnelBatch.decode(data);
    const nodeId = batch.nodeId;
    for (const report of batch.reports) this.reports.set(`${nodeId} ${report.remoteNodeId}`, report);
    for (const transition of batch.transitions) {
      const { report } = transition;
      if (!report) continue;
      const remoteNodeId = report.remoteNodeId ?? '';
      this.reports.set(`${nodeId} ${remoteNodeId}`, report);
      const heard: HeardTransition = {
        atMs,
        nodeId,
        remoteNodeId,
        previous: transition.previousState ?? weft.v1.TunnelState.TUNNEL_STATE_UNSPECIFIED,
        state: report.state ?? weft.v1.TunnelState.TUNNEL_STATE_UNSPECIFIED,
        reasons: report.reasons ?? [],
        transition,
      };
      this.transitions.push(heard);
      for (const awaited of [...this.#awaited]) if (awaited.fits(heard)) awaited.resolve(heard);
    }
  }
}

/** For people: `host-1 to host-2 UP -> DOWN (NO_REPLY)`. */
export function transitionText({ nodeId, remoteNodeId, previous, state, reasons }: HeardTransition): string {
  const { TunnelState, TunnelReason } = weft.v1;
  const name = (value: weft.v1.TunnelState) => TunnelState[value]?.replace('TUNNEL_', '');
  const why = reasons.map((reason) => TunnelReason[reason]).join(', ');
  return `${nodeId} to ${remoteNodeId} ${name(previous)} -> ${name(state)}${why ? ` (${why})` : ''}`;
}
