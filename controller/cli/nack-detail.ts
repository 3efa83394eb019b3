import type { weft } from '../../proto/gen/codecs.js';

/** What of a resource nodes could not apply, by the last node that said so. A tenant is not told which node that is. */
export function nackDetail({ status }: { status?: weft.v1.NetworkStatus.$Properties | null }): string {
  const last = status?.nacks?.at(-1);
  if (!last) return '';
  const more = (status?.nackCount ?? 0) - 1;
  const who = last.nodeId ? `node ${last.nodeId}` : 'a node';
  const text = `${who} could not apply ${last.entry}: ${last.reason} ${last.message}`.trimEnd();
  return more > 0 ? `${text}, and ${more} more` : text;
}
