import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { KeyPairFiles } from '../../controller/cli/pki/authority.js';
import { weft } from '../../proto/gen/codecs.js';
import { flowSubject, inboxPrefix } from '../../proto/src/subjects.js';
import type { Lab } from './running-lab.js';
import { adminIdentity } from './state.js';

/** A NATS connection of the lab, as whoever the certificate says. It reconnects for ever. */
export function connectLabNats(lab: Lab, pair: KeyPairFiles, inbox: string): Promise<NatsConnection> {
  return connect({
    servers: lab.plan.natsUrl,
    tls: { caFile: lab.plan.authorityCertificate, certFile: pair.certificate, keyFile: pair.key },
    inboxPrefix: inbox,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
  });
}

/** Collects the flow batches that arrive, of every tenant. */
export class FlowListener {
  readonly batches: weft.v1.FlowBatch[] = [];

  private constructor(private readonly nats: NatsConnection) {
    nats.subscribe(flowSubject('*', '*', '*'), {
      callback: (error, message) => {
        if (error === null) this.batches.push(weft.v1.FlowBatch.decode(message.data));
      },
    });
  }

  /** Listens as admin; resolves once nats-server knows of it. */
  static async start(lab: Lab): Promise<FlowListener> {
    const pair = lab.plan.directory.certificate('admin');
    const nats = await connectLabNats(lab, pair, inboxPrefix('admin', adminIdentity.name));
    const listener = new FlowListener(nats);
    await nats.flush();
    return listener;
  }

  /** Every record so far, with its batch. */
  rows(): { batch: weft.v1.FlowBatch; record: weft.v1.FlowRecord.$Properties }[] {
    return this.batches.flatMap((batch) => batch.records.map((record) => ({ batch, record })));
  }

  async stop(): Promise<void> {
    await this.nats.close();
  }
}
