import { describe, expect, it } from 'vitest';
import { refusalOf } from './request-check.js';

const get = { method: 'GET', url: '/', plain: true, headers: { host: 'localhost:1' } };
const statusOf = (change: Partial<typeof get> | { headers: Record<string, string> }) =>
  refusalOf({ ...get, ...change })?.status ?? 200;

describe('a request is not looked at', () => {
  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'get'])('with %s', (method) => {
    expect(statusOf({ method })).toBe(405);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:80',
    '10.0.0.1:80',
    '[::2]',
    '[::ffff:127.0.0.1]',
    '',
    'localhost:1:2',
    '127.1',
    'user@localhost',
  ])('without TLS, when it is for %j', (host) => {
    expect(statusOf({ headers: { host } })).toBe(421);
  });

  it('with a body, a long path, or what is no path', () => {
    const host = 'localhost';
    expect(statusOf({ headers: { host, 'content-length': '3' } })).toBe(413);
    expect(statusOf({ headers: { host, 'transfer-encoding': 'chunked' } })).toBe(413);
    expect(statusOf({ url: `/${'a'.repeat(3_000)}` })).toBe(414);
    expect(statusOf({ url: 'http://elsewhere/' })).toBe(400);
  });

  it('when a page of another site makes it', () => {
    const own = { host: 'localhost' };
    for (const site of ['cross-site', 'same-site']) {
      expect(statusOf({ headers: { ...own, 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' } })).toBe(403);
      expect(statusOf({ headers: { ...own, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' } })).toBe(403);
      const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
      expect(statusOf({ headers: { ...own, 'sec-fetch-site': site, ...frame } })).toBe(403);
    }
  });
});

describe('a request is looked at', () => {
  it.each(['localhost', 'LOCALHOST:7', '127.0.0.1:80', '127.8.9.1', '[::1]:80', '[::1]'])('for %s', (host) => {
    expect(statusOf({ headers: { host } })).toBe(200);
  });

  it('for any name over TLS, which has checked it', () => {
    expect(statusOf({ plain: false, headers: { host: 'controller.example.net' } })).toBe(200);
  });

  it('from the page itself, and from a link elsewhere', () => {
    const host = 'localhost';
    expect(statusOf({ headers: { host, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' } })).toBe(200);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(statusOf({ headers: { host, ...link } })).toBe(200);
  });
});
