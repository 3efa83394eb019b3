import { weft } from '../../../proto/gen/codecs.js';
import type { FleetNode, RecordedMessage, RecordedPart } from './recorded-node.js';

const { TunnelBatch } = weft.v1;

/**
 * A node that tells what another one was recorded to tell, as its own: all nodes of a scope with nothing but probes are alike. Where the recorded node speaks of this one, this one
 * speaks of the recorded.
 */
export class ReplayedNode {
  readonly #self: FleetNode;
  readonly #recorded: FleetNode;
  #sequence = 0;

  constructor(self: FleetNode, recorded: FleetNode) {
    this.#self = self;
    this.#recorded = recorded;
  }

  payload(message: RecordedMessage): Uint8Array {
    const own = TunnelBatch.encode({
      nodeId: this.#self.id,
      vtepId: this.#self.vtepId,
      agentInstance: `replayed-${this.#self.id}`,
      sequence: ++this.#sequence,
    }).finish();
    // Fields of a message may come in any order, and messages one after the other are merged.
    if (!message.parts.some(({ remoteVtepId }) => remoteVtepId === this.#self.vtepId))
      return Buffer.concat([own, message.whole]);
    return Buffer.concat([own, message.rest, ...message.parts.map((part) => this.#part(part))]);
  }

  #part({ remoteVtepId, field }: RecordedPart): Uint8Array {
    if (remoteVtepId !== this.#self.vtepId) return field;
    const { reports, transitions } = TunnelBatch.decode(field);
    const turned = (report: weft.v1.TunnelReport.$Properties) => ({
      ...report,
      remoteVtepId: this.#recorded.vtepId,
      remoteNodeId: this.#recorded.id,
    });
    return TunnelBatch.encode({
      reports: reports.map(turned),
      transitions: transitions.map(({ report, ...rest }) => ({ ...rest, ...(report && { report: turned(report) }) })),
    }).finish();
  }
}
