// @peculiar/x509 wants this polyfill to be loaded first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** For tests: a certificate authority and what it signs, as PEM files in a directory. */
export class TestAuthority {
  readonly #directory: string;
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #certificate: x509.X509Certificate;
  readonly caPath: string;

  private constructor(directory: string, keys: webcrypto.CryptoKeyPair, certificate: x509.X509Certificate) {
    this.#directory = directory;
    this.#keys = keys;
    this.#certificate = certificate;
    this.caPath = join(directory, 'ca.pem');
    writeFileSync(this.caPath, certificate.toString('pem'));
  }

  static async make(directory: string): Promise<TestAuthority> {
    x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
    const keys = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=test authority',
      keys,
      ...validity(),
      extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
    });
    return new TestAuthority(directory, keys, certificate);
  }

  /** Files of a certificate with these names: `{ type: 'url', value: 'weft://node/h1' }`, `{ type: 'ip', value: '127.0.0.1' }`. */
  async issue(file: string, names: x509.JsonGeneralNames): Promise<{ cert: string; key: string }> {
    const keys = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${file}`,
      issuer: this.#certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      ...validity(),
      extensions: [new x509.SubjectAlternativeNameExtension(names)],
    });
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    const paths = { cert: join(this.#directory, `${file}.pem`), key: join(this.#directory, `${file}.key`) };
    writeFileSync(paths.cert, certificate.toString('pem'));
    writeFileSync(paths.key, `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`, { mode: 0o600 });
    return paths;
  }
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

function validity(): { notBefore: Date; notAfter: Date; signingAlgorithm: webcrypto.EcdsaParams } {
  const now = Date.now();
  return {
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + 3_600_000),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  };
}
