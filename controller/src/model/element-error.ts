import { WeftError } from '../../../proto/src/errors.js';

/**
 * The error of one element of a batch: what the rule of a single resource calls `from` (`port.network_id`) becomes a field of the element
 * (`ports[17].network_id`). An error that names no field says in its message which element it is.
 */
export function elementError(error: unknown, from: string, element: string): unknown {
  if (!(error instanceof WeftError)) return error;
  const renamed = (text: string) =>
    text.startsWith(from) && !/\w/.test(text.charAt(from.length)) ? element + text.slice(from.length) : null;
  const { fields } = error.details;
  return new WeftError(error.code, (fields && renamed(error.message)) ?? `${element}: ${error.message}`, {
    ...error.details,
    ...(fields && { fields: fields.map((f) => ({ ...f, field: renamed(f.field) ?? f.field })) }),
    metadata: { ...error.details.metadata, element },
  });
}
