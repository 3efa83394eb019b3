import type { weft } from '../../../proto/gen/codecs.js';
import { DROP_REASONS } from '../../../proto/src/drop-reasons.gen.js';
import { SLOT_NONE } from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import type { LocalPorts } from '../plugs/local-ports.js';
import type { DesiredState } from '../state/desired-state.js';

/** The stable name of a drop reason's number. */
export function dropReasonName(number: number): string {
  const known = DROP_REASONS as Readonly<Record<number, { readonly name: string }>>;
  return known[number]?.name ?? `REASON_${number}`;
}

/** Counters of one slot. `portId` is empty for what belongs to no port. */
export function countersOfSlot(datapath: Datapath, portId: string, slot: number): weft.v1.PortCounters.$Properties {
  const drops = datapath
    .portDrops(slot)
    .map((packets, reason) => ({ reason: dropReasonName(reason), packets }))
    .filter((drop) => drop.packets > 0);
  return { portId, ...datapath.portCounters(slot), drops };
}

/** Counters of every port of the node that has been plugged, and of what belongs to no port. */
export function allPortCounters(
  datapath: Datapath,
  ports: LocalPorts,
  state: DesiredState,
): weft.v1.PortCounters.$Properties[] {
  const all = [countersOfSlot(datapath, '', SLOT_NONE)];
  for (const port of state.ports.values()) {
    const slot = ports.slotOf(port.datapathId);
    if (slot !== null) all.push(countersOfSlot(datapath, port.portId, slot));
  }
  return all;
}
