import { addressCursor } from '../model/cursors.js';
import type { NumberKind } from '../model/graveyard.js';
import { rowBytes } from '../model/tables.js';
import type { Change, Effect, TableName, Tables } from './change.js';
import { encodeChange } from './change-record.js';
import type { Database } from './database.js';
import { changeKey, cursorKey, graveyardKey, indexKeys, rowKey } from './keys.js';

type Batch = ReturnType<Database['batch']>;

const nothing = Buffer.alloc(0);

/** Adds everything that one transaction writes: rows, list indexes, cursors, graveyard, change record. Returns the bytes of that record. */
export function addChange(batch: Batch, change: Change): number {
  for (const effect of change.effects) {
    addEffect(batch, effect);
    const buried = buriedNumber(effect);
    if (buried) batch.put(graveyardKey(change.revision, buried.kind, buried.number), nothing);
    if (effect.table === 'subnet' && !effect.after) batch.del(cursorKey(addressCursor(effect.id)));
  }
  for (const { name, value } of change.cursors ?? []) batch.put(cursorKey(name), Buffer.from(String(value)));
  const record = encodeChange(change) as Buffer;
  batch.put(changeKey(change.revision), record);
  return record.length;
}

function addEffect<T extends TableName>(
  batch: Batch,
  effect: {
    readonly table: T;
    readonly id: string;
    readonly before: Tables[T] | null;
    readonly after: Tables[T] | null;
  },
): void {
  const { table, id, before, after } = effect;
  const wanted = new Set(after ? indexKeys(table, id, after) : []);
  for (const key of before ? indexKeys(table, id, before) : []) {
    // An index entry that stays is not written again.
    if (!wanted.delete(key)) batch.del(key);
  }
  for (const key of wanted) batch.put(key, nothing);
  if (after) batch.put(rowKey(table, id), rowBytes(table, after) as Buffer);
  else batch.del(rowKey(table, id));
}

/** The number that a deletion puts in the graveyard: what Topology buries in memory. */
function buriedNumber(effect: Effect): { kind: NumberKind; number: number } | null {
  if (effect.after || !effect.before) return null;
  switch (effect.table) {
    case 'network':
      return { kind: 'vni', number: effect.before.vni };
    case 'port':
    case 'securityGroup':
      return { kind: 'datapath', number: effect.before.datapathId };
    case 'router':
      return { kind: 'router', number: effect.before.datapathId };
    case 'node':
      return { kind: 'vtep', number: effect.before.vtepId };
    default:
      return null;
  }
}
