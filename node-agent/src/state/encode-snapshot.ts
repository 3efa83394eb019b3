import { weft } from '../../../proto/gen/codecs.js';
import {
  decodeFdb,
  decodeFdbKey,
  decodeNeighbor,
  decodeNeighbor4Key,
  decodeNeighbor6Key,
} from '../datapath/bpf/layout.gen.js';
import { ChunkWriter } from './chunk-writer.js';
import type { DesiredState } from './desired-state.js';
import { limitFields } from './port-limits.js';
import { roleFields } from './port-role.js';
import { bytesOf } from './rows.js';

/** The state as the frames of a snapshot of it: SnapshotBegin, chunks, SnapshotEnd. Applied, they give an equal state. */
export function* encodeSnapshot(state: DesiredState, revision: number): Generator<Uint8Array> {
  const { fdb, neighbor4, neighbor6 } = state.tables.fromController;
  const others = [...otherEntries(state)];
  const head = { revision, entryCount: others.length + fdb.wanted + neighbor4.wanted + neighbor6.wanted };
  yield weft.v1.ControllerMessage.encode({ snapshotBegin: head }).finish();
  const chunk = new ChunkWriter();
  for (const entry of others) {
    chunk.entry(entry);
    if (chunk.isFull) yield chunk.take();
  }
  // These come by the million: no object of the protocol for each.
  for (const [key, value] of fdb.wantedRows()) {
    const { vni, mac } = decodeFdbKey(bytesOf(key));
    const { vtepId, datapathId } = decodeFdb(bytesOf(value));
    chunk.fdb(vni, mac, vtepId, datapathId, state.portGroups.of(datapathId, vni, mac));
    if (chunk.isFull) yield chunk.take();
  }
  for (const [key, value] of neighbor4.wantedRows()) {
    const { vni, ip4 } = decodeNeighbor4Key(bytesOf(key));
    chunk.neighbor4(vni, ip4, decodeNeighbor(bytesOf(value)).mac);
    if (chunk.isFull) yield chunk.take();
  }
  for (const [key, value] of neighbor6.wantedRows()) {
    const { vni, ip6 } = decodeNeighbor6Key(bytesOf(key));
    chunk.neighbor6(vni, ip6, decodeNeighbor(bytesOf(value)).mac);
    if (chunk.isFull) yield chunk.take();
  }
  if (!chunk.isEmpty) yield chunk.take();
  yield weft.v1.ControllerMessage.encode({ snapshotEnd: head }).finish();
}

/** About the bytes of `encodeSnapshot`, from counts alone: somewhat more than it takes. */
export function estimateSnapshotBytes(state: DesiredState): number {
  const { fdb, neighbor4, neighbor6, member, vtep, gateway4, gateway6, route4, route6 } = state.tables.fromController;
  const { securityGroups, portGroups } = state;
  const small = fdb.wanted + neighbor4.wanted + neighbor6.wanted * 2 + member.wanted;
  const routing = gateway4.wanted + gateway6.wanted + route4.wanted + route6.wanted;
  const large = routing + vtep.wanted + state.networks.size + state.ports.size + state.bad.size;
  const policy = RULE_BYTES * securityGroups.ruleCount + MEMBERSHIP_BYTES * portGroups.size;
  return SMALL_ENTRY_BYTES * small + LARGE_ENTRY_BYTES * (large + securityGroups.size) + policy;
}

/** FDB entries, neighbors and members, with the largest numbers. */
const SMALL_ENTRY_BYTES = 34;
const LARGE_ENTRY_BYTES = 160;
/** With an id of 63 characters. */
const RULE_BYTES = 120;
/** What an FDB entry with 4 groups has more. */
const MEMBERSHIP_BYTES = 22;

function* otherEntries(state: DesiredState): Generator<weft.v1.Entry.$Properties> {
  if (state.nodeConfigEntry) yield { nodeConfig: state.nodeConfigEntry };
  for (const vtep of state.vteps.values()) yield { vtep };
  for (const [vni, facts] of state.networks) yield { network: { vni, ...facts } };
  for (const [vni, vtepId, acceptOnly] of state.members.all()) {
    yield { member: { vni, vtepId, ...(acceptOnly ? { acceptOnly } : {}) } };
  }
  for (const { entry } of state.subnets.all()) yield { subnet: entry };
  for (const route of state.routes.statics()) yield { route };
  // Before the ports that are in them.
  for (const securityGroup of state.securityGroups.entries()) yield { securityGroup };
  for (const p of state.ports.values()) {
    const { datapathId, portId, generation, vni, floodPacketsPerSecond } = p;
    const addresses = [...p.ip4, ...p.ip6].map((bytes) => ({ bytes }));
    const pairs = p.pairs.map(({ prefix, length, mac }) => ({ prefix: { address: { bytes: prefix }, length }, mac }));
    const groups = p.groupIds.length > 0 ? { groupIds: [...p.groupIds] } : {};
    const rates = { floodPacketsPerSecond, ...limitFields(p.limits) };
    yield {
      localPort: { datapathId, portId, generation, vni, ...roleFields(p), addresses, pairs, ...groups, ...rates },
    };
  }
  // What this agent can't program, another version may.
  for (const { entry } of state.bad.values()) if (entry) yield entry;
}
