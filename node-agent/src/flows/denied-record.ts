import { weft } from '../../../proto/gen/codecs.js';
import { dropReasonName } from '../api/port-counters.js';
import { DENIED_RECORD_BYTES, decodeDeniedRecord, PolicyDirection } from '../datapath/bpf/layout.gen.js';
import type { RuleDirectory } from '../hits/rule-directory.js';
import { ruleNumbers } from '../hits/rule-numbers.js';
import type { OwnedRecord } from './flow-record.js';
import { addressBytes } from './mapped-address.js';
import type { PortDirectory } from './port-directory.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

/**
 * Decodes `struct weft_denied_record`s that lie one after the other. They belong to the port whose policy denied the packet. Returns the records, and how many
 * belong to a port that nobody knows. `offsetNs`: Unix time of monotonic zero.
 */
export function decodeDeniedRecords(
  bytes: Buffer,
  directory: PortDirectory,
  rules: Pick<RuleDirectory, 'namesOf'>,
  offsetNs: number,
): { records: OwnedRecord[]; unknown: number } {
  const records: OwnedRecord[] = [];
  let unknown = 0;
  for (let at = 0; at + DENIED_RECORD_BYTES <= bytes.length; at += DENIED_RECORD_BYTES) {
    const raw = decodeDeniedRecord(bytes, at);
    const owner = directory.ownerOf(raw.datapathId);
    if (!owner) {
      unknown++;
      continue;
    }
    const unixNs = raw.timeNs + offsetNs;
    records.push({
      owner,
      record: {
        kind: weft.v1.FlowKind.DENIED,
        portId: owner.portId,
        generation: owner.generation,
        source: { bytes: addressBytes(raw.source) },
        destination: { bytes: addressBytes(raw.destination) },
        protocol: raw.protocol,
        sourceL4Port: raw.sourceL4Port,
        destinationL4Port: raw.destinationL4Port,
        packets: 1,
        bytes: raw.bytes,
        firstUnixNs: unixNs,
        lastUnixNs: unixNs,
        tcpFlags: raw.tcpFlags,
        dropReason: dropReasonName(raw.reason),
        policyDirection: raw.direction === PolicyDirection.EGRESS ? EGRESS : INGRESS,
        ...namesOf(raw.rule, rules),
        suppressed: raw.suppressed,
      },
    });
  }
  return { records, unknown };
}

/** Group 0 is that of no rule, and of what passes because nothing limits it. */
function namesOf(rule: bigint, rules: Pick<RuleDirectory, 'namesOf'>) {
  const { groupId, number } = ruleNumbers(rule);
  return groupId === 0 ? { securityGroupId: '', ruleId: '' } : rules.namesOf(groupId, number);
}
