import { weft } from '../../../proto/gen/codecs.js';
import { violation } from './hello.js';
import { MAX_AGENT_MESSAGE_BYTES, MAX_INTERFACE_BYTES, MAX_MESSAGE_LENGTH, MAX_REPORTED_PORTS } from './limits.js';

const { NackReason } = weft.v1;
const { INGRESS, EGRESS } = weft.v1.RuleDirection;

/** Decodes what an agent sent; throws PROTOCOL_VIOLATION for what is no message, or more than is allowed. */
export function decodeAgentMessage(bytes: Buffer): weft.v1.AgentMessage {
  if (bytes.length > MAX_AGENT_MESSAGE_BYTES) {
    throw violation(`a message of ${bytes.length} bytes; at most ${MAX_AGENT_MESSAGE_BYTES} are allowed`);
  }
  try {
    return weft.v1.AgentMessage.decode(bytes);
  } catch (error) {
    throw violation(`a message that can't be decoded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Checks a report's limits and cuts texts. */
export function checkReport(message: weft.v1.PortReport.$Properties): weft.v1.PortReport {
  const ports = message.ports ?? [];
  if (ports.length > MAX_REPORTED_PORTS) {
    throw violation(`a report of ${ports.length} ports; at most ${MAX_REPORTED_PORTS} are allowed`);
  }
  for (const facts of ports) {
    const bytes = Buffer.byteLength(facts.interface ?? '');
    if (bytes > MAX_INTERFACE_BYTES) {
      throw violation(`an interface name of ${bytes} bytes; Linux allows ${MAX_INTERFACE_BYTES}`);
    }
    if (facts.message) facts.message = cut(facts.message);
  }
  return weft.v1.PortReport.create({ ports, complete: message.complete ?? false });
}

/** Checks what a node says that rules did: no number is out of its range. */
export function checkRuleHits(report: weft.v1.RuleHitsReport.$Properties): weft.v1.RuleHitsReport.$Properties {
  const ports = report.ports ?? [];
  if (ports.length > MAX_REPORTED_PORTS) {
    throw violation(`hits of ${ports.length} ports; at most ${MAX_REPORTED_PORTS} are allowed`);
  }
  for (const { portId, hits } of ports) {
    for (const { groupId, number, direction, packets } of hits ?? []) {
      // Of a rule, or of none.
      if (!groupId !== !number) throw violation(`hits of rule ${number} of group ${groupId} at port ${portId}`);
      if (direction !== INGRESS && direction !== EGRESS) throw violation(`hits of direction ${direction}`);
      if (!Number.isSafeInteger(packets ?? 0)) throw violation(`hits of ${packets} packets`);
    }
  }
  return report;
}

/**
 * A nack as this version understands it; null if it names no entry that this version could know: a later agent nacks kinds that came
 * after us, an earlier one can't name those that came after it.
 */
export function readNack(nack: weft.v1.Nack.$Properties): weft.v1.Nack.$Properties | null {
  const { key, reason } = nack;
  const isNamed = key != null && Object.values(key).some((kind) => kind != null);
  if (!isNamed) {
    if (key == null && reason !== NackReason.UNKNOWN_ENTRY) throw violation('a nack without a key');
    return null;
  }
  if (!reason || reason in NackReason) return nack;
  const message = `reason ${reason} of a later version: ${nack.message ?? ''}`;
  return { ...nack, reason: NackReason.BAD_VALUE, message };
}

/** Cuts an agent's text for people. */
export function cut(text: string): string {
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}...` : text;
}
