import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** What is secret in a PKCS #8 file of a P-256 key, in the forms in which it could get into a text: lower case. */
function secretForms(path: string): string[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.length > 20 && !line.startsWith('-----'));
  const text = execFileSync('openssl', ['pkey', '-in', path, '-noout', '-text'], { encoding: 'utf8' });
  const secret = (/priv:\s+([0-9a-f:\s]+?)pub:/.exec(text)?.[1] ?? '').replaceAll(/[\s:]/g, '');
  expect(secret.length).toBeGreaterThanOrEqual(62);
  const base64 = Buffer.from(secret, 'hex').toString('base64').slice(0, 40);
  return [...lines, secret, base64].map((form) => form.toLowerCase());
}

/** Fails if a text has anything of the private keys (`*.key`) below a directory; at least `atLeast` keys must be there. */
export function expectNoKeys(text: string, directory: string, atLeast: number): void {
  const keys = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.key'));
  expect(keys.length).toBeGreaterThanOrEqual(atLeast);
  const lower = text.toLowerCase();
  for (const key of keys) {
    for (const form of secretForms(join(directory, key))) expect(lower.includes(form), key).toBe(false);
  }
  expect(text).not.toContain('PRIVATE KEY');
}
