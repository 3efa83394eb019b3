import { decodePort } from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import * as rows from '../state/rows.js';
import type { PlacedPort } from './port-rows.js';

/** Ports that may send, as an earlier run left them, by datapath id. */
export function portsLeftUp(
  datapath: Pick<Datapath, 'table'>,
): Map<number, Pick<PlacedPort, 'ifindex' | 'generation'>> {
  const found = new Map<number, Pick<PlacedPort, 'ifindex' | 'generation'>>();
  datapath.table('port_by_if').readAll((keys, values, count) => {
    const words = values.length / Math.max(count, 1);
    for (let i = 0; i < count; i++) {
      const { datapathId, generation } = decodePort(rows.bytesOf(values.subarray(i * words, (i + 1) * words)));
      found.set(datapathId, { ifindex: keys[(i * keys.length) / count] ?? 0, generation });
    }
  });
  return found;
}

/** Slots of ports that frames can be handed to, by datapath id. */
export function slotsLeft(datapath: Pick<Datapath, 'table'>): Map<number, number> {
  const found = new Map<number, number>();
  datapath.table('port_by_id').readAll((keys, values, count) => {
    const words = values.length / Math.max(count, 1);
    for (let i = 0; i < count; i++) found.set(keys[i] ?? 0, rows.slotOf(values.subarray(i * words, (i + 1) * words)));
  });
  return found;
}
