import { isIP } from 'node:net';

/** Longest path with its query, in characters. */
const URL_MAX = 2_048;

/** What is known of a request before anything of it is served. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  /** Without TLS: on loopback only. */
  readonly plain: boolean;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** Why a request is not looked at, whoever makes it; null: it is. */
export function refusalOf({ method, url, plain, headers }: RequestHead): Refusal | null {
  if (method !== 'GET') return { status: 405, message: 'only GET is served' };
  if (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0') {
    return { status: 413, message: 'a GET has no body' };
  }
  if (url.length > URL_MAX) return { status: 414, message: `the limit of a path is ${URL_MAX} characters` };
  if (!url.startsWith('/')) return { status: 400, message: 'that is no path' };
  if (plain && !isLoopbackAuthority(String(headers['host'] ?? ''))) {
    // Another name that resolves to a loopback address is how a foreign page would get at this one (DNS rebinding).
    return { status: 421, message: 'without TLS the dashboard answers to localhost, 127.0.0.1 and [::1] only' };
  }
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  // A link to the page from elsewhere is welcome; nothing else of another site is.
  if (!isOwn && !(headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document')) {
    return { status: 403, message: 'the dashboard is not for other sites' };
  }
  return null;
}

/** `localhost:1`, `127.0.0.1`, `[::1]:1`: who says so means this machine, whatever its resolver says. */
function isLoopbackAuthority(authority: string): boolean {
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(authority);
  const host = (match?.[1] ?? match?.[2] ?? '').toLowerCase();
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** Headers of every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
