import { createHmac, timingSafeEqual } from 'node:crypto';
import { WeftError } from '../../../proto/src/errors.js';

/**
 * Page tokens: the id behind which the next page begins, sealed together with what is listed and which filters. Opaque to callers; a token of another
 * list, cluster or epoch does not open. The page size is not part of it: a caller may change it from page to page.
 */
export class PageTokens {
  readonly #key: string;
  readonly #field: string;

  /** `field`: where requests have the token. */
  constructor(clusterId: string, epoch: string, field = 'options.page_token') {
    this.#field = field;
    this.#key = `${clusterId} ${epoch}`;
  }

  seal(list: string, after: string): string {
    return Buffer.concat([this.#mark(list, after), Buffer.from(after)]).toString('base64url');
  }

  /** The id of a token of the same list; '' for no token. BAD_PAGE_TOKEN otherwise. */
  open(list: string, token: string): string {
    if (token === '') return '';
    const bytes = Buffer.from(token.slice(0, 256), 'base64url');
    const after = bytes.subarray(markBytes).toString();
    const mark = bytes.subarray(0, markBytes);
    if (mark.length === markBytes && timingSafeEqual(mark, this.#mark(list, after))) return after;
    const description = 'is not a token of this list: pass next_page_token with otherwise the same arguments';
    throw new WeftError('BAD_PAGE_TOKEN', `${this.#field} ${description}`, {
      fields: [{ field: this.#field, description }],
    });
  }

  #mark(list: string, after: string): Buffer {
    return createHmac('sha256', this.#key).update(`${list}\n${after}`).digest().subarray(0, markBytes);
  }
}

const markBytes = 12;
