import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsFiles } from '../credentials.js';

/** A CA and certificates with identities, made by openssl in a scratch directory. For tests. */
export class TestCertificates {
  readonly directory = mkdtempSync(join(tmpdir(), 'weft-tls-'));
  readonly ca = join(this.directory, 'ca.pem');

  constructor() {
    this.#openssl('req', '-x509', '-key', this.#key('ca'), '-out', this.ca, '-days', '2', '-subj', '/CN=test CA');
  }

  /** A certificate whose subjectAltName is `san`, e.g. `URI:weft://admin/root,DNS:localhost`. */
  issue(name: string, san: string): TlsFiles {
    const certificate = join(this.directory, `${name}.pem`);
    const request = join(this.directory, `${name}.csr`);
    const extensions = join(this.directory, `${name}.ext`);
    const key = this.#key(name);
    writeFileSync(extensions, `subjectAltName=${san}\n`);
    this.#openssl('req', '-new', '-key', key, '-out', request, '-subj', `/CN=${name}`);
    const signing = ['-CA', this.ca, '-CAkey', join(this.directory, 'ca.key'), '-CAcreateserial'];
    this.#openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-out',
      certificate,
      '-days',
      '2',
      '-extfile',
      extensions,
      ...signing,
    );
    return { ca: this.ca, certificate, key };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  #key(name: string): string {
    const file = join(this.directory, `${name}.key`);
    this.#openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file);
    return file;
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}
