// @peculiar/x509 wants this polyfill to be loaded first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import type { TlsFiles } from '../credentials.js';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A CA and certificates with identities, in a scratch directory. For tests. */
export class TestCertificates {
  readonly ca: string;
  readonly #directory: string;
  readonly #certificate: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;

  private constructor(certificate: x509.X509Certificate, key: webcrypto.CryptoKey) {
    this.#directory = mkdtempSync(join(tmpdir(), 'weft-tls-'));
    this.ca = join(this.#directory, 'ca.pem');
    this.#certificate = certificate;
    this.#key = key;
    writeFileSync(this.ca, certificate.toString('pem'));
  }

  static async create(): Promise<TestCertificates> {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=test CA',
      ...validity(),
      signingAlgorithm: algorithm,
      keys,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    return new TestCertificates(certificate, keys.privateKey);
  }

  /** A certificate with these alternative names, e.g. a URI `weft://admin/root`. */
  async issue(name: string, names: { uri?: readonly string[]; dns?: readonly string[] }): Promise<TlsFiles> {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      ...validity(),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: this.#key,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          ...(names.uri ?? []).map((value) => ({ type: 'url' as const, value })),
          ...(names.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
        ]),
      ],
    });
    const files = {
      ca: this.ca,
      certificate: join(this.#directory, `${name}.pem`),
      key: join(this.#directory, `${name}.key`),
    };
    const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    writeFileSync(files.certificate, certificate.toString('pem'));
    writeFileSync(files.key, x509.PemConverter.encode(der, 'PRIVATE KEY'), { mode: 0o600 });
    return files;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

function validity(): { notBefore: Date; notAfter: Date } {
  const hourMs = 3_600_000;
  return { notBefore: new Date(Date.now() - hourMs), notAfter: new Date(Date.now() + 24 * hourMs) };
}
