import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField } from '../../../proto/src/errors.js';
import { elementError } from './element-error.js';
import type { Plan, Planning } from './plan.js';
import { deletePort, newPort } from './ports.js';
import { type Effect, rowBytes } from './tables.js';

/** Most ports of a batch, and most bytes that they may have together, so that a client with gRPC's usual limit of 4 MiB can read the answer. */
export const portBatchLimit = 5_000;
const answerBytesLimit = 4 * 1024 * 1024;
/** What the observed state adds to a port's bytes in the answer, at most. */
const statusBytes = 64;

/** All ports of the request, in its order, or none. */
export function createPorts(p: Planning, request: weft.v1.BatchCreatePortsRequest): Plan<weft.v1.Port[]> {
  requireSize(request.ports.length, 'ports');
  const effects: Effect[] = [];
  const row: weft.v1.Port[] = [];
  let bytes = 0;
  for (const [i, input] of request.ports.entries()) {
    try {
      const made = newPort(p, input);
      p.draft.addPort(made.row);
      p.draft.move(made.cursors);
      effects.push(...made.effects);
      row.push(made.row);
      bytes += rowBytes('port', made.row).length + statusBytes;
    } catch (error) {
      throw elementError(error, 'port', `ports[${i}]`);
    }
  }
  if (bytes > answerBytesLimit) {
    throw invalidField('ports', `are ${bytes} bytes when they are created; the limit is ${answerBytesLimit}`);
  }
  return { effects, cursors: p.draft.cursors(), row };
}

/** Deletes all ports of the request, or none. */
export function deletePorts(p: Planning, request: weft.v1.BatchDeletePortsRequest): Plan<null> {
  requireSize(request.ids.length, 'ids');
  const effects: Effect[] = [];
  const named = new Set<string>();
  for (const [i, id] of request.ids.entries()) {
    try {
      if (named.has(id)) throw invalidField('id', `${JSON.stringify(id)} is named twice`);
      named.add(id);
      const deletion = deletePort(p, { id, etag: '' });
      p.draft.move(deletion.cursors);
      effects.push(...deletion.effects);
    } catch (error) {
      throw elementError(error, 'id', `ids[${i}]`);
    }
  }
  return { effects, cursors: p.draft.cursors(), row: null };
}

function requireSize(size: number, field: string): void {
  if (size === 0) throw requiredField(field);
  if (size > portBatchLimit) throw invalidField(field, `has ${size} elements; the limit is ${portBatchLimit}`);
}
