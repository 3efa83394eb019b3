import type { weft } from '../../../proto/gen/codecs.js';
import { dropReasonName } from '../api/port-counters.js';
import { decodeFlowRecord, FLOW_RECORD_BYTES } from '../datapath/bpf/layout.gen.js';
import { addressBytes } from './mapped-address.js';
import type { PortDirectory, PortOwner } from './port-directory.js';

/** A flow record with where it is published. */
export interface OwnedRecord {
  readonly owner: PortOwner;
  readonly record: weft.v1.FlowRecord.$Properties;
}

/**
 * Decodes `struct weft_flow_record`s that lie one after the other. Returns the records, and how many belong to a port that nobody
 * knows (any more). `offsetNs`: Unix time of monotonic zero.
 */
export function decodeFlowRecords(
  bytes: Buffer,
  directory: PortDirectory,
  offsetNs: number,
): { records: OwnedRecord[]; unknown: number } {
  const records: OwnedRecord[] = [];
  let unknown = 0;
  for (let at = 0; at + FLOW_RECORD_BYTES <= bytes.length; at += FLOW_RECORD_BYTES) {
    const raw = decodeFlowRecord(bytes, at);
    const owner = directory.ownerOf(raw.key.datapathId);
    if (!owner) {
      unknown++;
      continue;
    }
    records.push({
      owner,
      record: {
        kind: raw.kind,
        portId: owner.portId,
        generation: raw.generation,
        source: { bytes: addressBytes(raw.key.source) },
        destination: { bytes: addressBytes(raw.key.destination) },
        protocol: raw.key.protocol,
        sourceL4Port: raw.key.sourceL4Port,
        destinationL4Port: raw.key.destinationL4Port,
        packets: raw.packets,
        bytes: raw.bytes,
        firstUnixNs: raw.firstNs + offsetNs,
        lastUnixNs: raw.lastNs + offsetNs,
        tcpFlags: raw.tcpFlags,
        dropReason: raw.dropReason === 0 ? '' : dropReasonName(raw.dropReason),
      },
    });
  }
  return { records, unknown };
}
