import { invalidField, WeftError } from '../../../proto/src/errors.js';

/** A place in the change log: right behind the first `effects` effects of the transaction `revision`; null: behind all of them. */
export interface LogPosition {
  readonly revision: number;
  readonly effects: number | null;
}

const format = /^([0-9a-f-]{36}):(\d{1,16}):(\d{1,9}|all)$/;

/** The token of a place in the log of this epoch. */
export function sealResumeToken(epoch: string, { revision, effects }: LogPosition): string {
  return Buffer.from(`${epoch}:${revision}:${effects ?? 'all'}`).toString('base64url');
}

/** The place that a token names. COMPACTED if it is of another epoch, INVALID_FIELD if it is no token. */
export function openResumeToken(epoch: string, token: string): LogPosition {
  const match = format.exec(Buffer.from(token.slice(0, 200), 'base64url').toString());
  if (!match) throw invalidField('options.resume_token', 'is not a resume token');
  if (match[1] !== epoch) throw compacted(`is of epoch ${match[1]}; this is epoch ${epoch}`);
  const effects = match[3] === 'all' ? null : Number(match[3]);
  return { revision: Number(match[2]), effects };
}

/** A watch can't be continued there. */
export function compacted(why: string): WeftError {
  const description = `${why}: watch again without a token`;
  return new WeftError('COMPACTED', `options.resume_token ${description}`, {
    fields: [{ field: 'options.resume_token', description }],
  });
}
