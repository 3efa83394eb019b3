import type { NatsConnection } from '@nats-io/transport-node';
import { connectLabNats } from '../../deploy/lab/flow-listener.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { adminIdentity } from '../../deploy/lab/state.js';
import { weft } from '../../proto/gen/codecs.js';
import { inboxPrefix, tunnelSubject } from '../../proto/src/subjects.js';

export interface SeenTransition {
  /** When it came here, by performance.now(). */
  readonly atMs: number;
  readonly from: string;
  readonly transition: weft.v1.TunnelTransition.$Properties;
}

/** Hears what all agents of a lab say of their tunnels. */
export class TunnelListener {
  readonly batches: weft.v1.TunnelBatch[] = [];
  readonly transitions: SeenTransition[] = [];
  /** By sending node, then remote node: the newest report, also of transitions. */
  readonly views = new Map<string, Map<string, weft.v1.TunnelReport.$Properties>>();
  readonly bytes: number[] = [];

  private constructor(private readonly nats: NatsConnection) {
    nats.subscribe(tunnelSubject('*'), {
      callback: (error, message) => {
        if (error === null) this.#take(message.data);
      },
    });
  }

  static async start(lab: Lab): Promise<TunnelListener> {
    const pair = lab.plan.directory.certificate('admin');
    const listener = new TunnelListener(await connectLabNats(lab, pair, inboxPrefix('admin', adminIdentity.name)));
    await listener.nats.flush();
    return listener;
  }

  view(from: string, to: string): weft.v1.TunnelReport.$Properties | undefined {
    return this.views.get(from)?.get(to);
  }

  stop(): Promise<void> {
    return this.nats.close();
  }

  #take(data: Uint8Array): void {
    const batch = weft.v1.TunnelBatch.decode(data);
    this.batches.push(batch);
    this.bytes.push(data.length);
    const views = this.views.get(batch.nodeId) ?? new Map();
    this.views.set(batch.nodeId, views);
    for (const transition of batch.transitions) {
      this.transitions.push({ atMs: performance.now(), from: batch.nodeId, transition });
      views.set(transition.report?.remoteNodeId, transition.report);
    }
    for (const report of batch.reports) views.set(report.remoteNodeId, report);
  }
}
