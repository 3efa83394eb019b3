// @peculiar/x509 wants this polyfill to be loaded first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as x509 from '@peculiar/x509';
import { type Identity, identityUri } from '../../../proto/src/identity.js';
import { writeFileAtomically } from './atomic-file.js';

/**
 * A certificate authority: ECDSA P-256 throughout. A certificate says who its holder is in one URI SAN (`weft://node/host-1`), and where it may
 * be reached in DNS and IP SANs (servers only). It keeps no record of what it issues: see PkiDirectory.
 */

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 3600 * 1000;
/** Valid from a little earlier than now, so that clocks that differ somewhat do not refuse. */
const backdateMs = 3600 * 1000;

/** Paths of PEM files: a certificate and its private key. */
export interface KeyPairFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Names under which a server is reached. */
export interface ServerNames {
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
}

/** Whom a certificate is for. Without an identity it is a server's that speaks for nobody (nats-server). */
export interface Subject {
  readonly commonName: string;
  readonly identity?: Identity;
  readonly server?: ServerNames;
}

/** A certificate that is refused from `date` on. */
export interface Revocation {
  /** Hexadecimal, lower case. */
  readonly serial: string;
  readonly date: Date;
}

export class CertificateAuthority {
  private constructor(
    readonly certificate: x509.X509Certificate,
    private readonly key: webcrypto.CryptoKey,
  ) {}

  /** Makes a new authority and writes its certificate and key (mode 0600). */
  static async create(files: KeyPairFiles, commonName: string, days = 3650): Promise<CertificateAuthority> {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${commonName}`,
      serialNumber: serialNumber(),
      ...validity(days),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false),
      ],
    });
    await writePair(files, certificate, keys.privateKey);
    return new CertificateAuthority(certificate, keys.privateKey);
  }

  /** Opens an authority that `create` wrote. */
  static async open(files: KeyPairFiles): Promise<CertificateAuthority> {
    const pem = readFileSync(files.key, 'utf8');
    const der = x509.PemConverter.decodeFirst(pem);
    const key = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
    return new CertificateAuthority(new x509.X509Certificate(readFileSync(files.certificate, 'utf8')), key);
  }

  /**
   * Writes a certificate and its key (mode 0600). `identity` becomes the URI SAN; a server that speaks for nobody (nats-server) has
   * none. A certificate with an identity serves as a client's, one with `server` names as a server's.
   */
  async issue(files: KeyPairFiles, subject: Subject, days = 825): Promise<void> {
    const { certificate, key } = await this.sign(subject, days);
    await writePair(files, certificate, key);
  }

  /** Makes a key and its certificate. */
  async sign(subject: Subject, days: number): Promise<{ certificate: x509.X509Certificate; key: webcrypto.CryptoKey }> {
    const keys = await generateKeys();
    const names: x509.JsonGeneralNames = [
      ...(subject.identity ? [{ type: 'url' as const, value: identityUri(subject.identity) }] : []),
      ...(subject.server?.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
      ...(subject.server?.ip ?? []).map((value) => ({ type: 'ip' as const, value })),
    ];
    const usages = [
      ...(subject.identity ? [x509.ExtendedKeyUsage.clientAuth] : []),
      ...(subject.server ? [x509.ExtendedKeyUsage.serverAuth] : []),
    ];
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${subject.commonName}`,
      issuer: this.certificate.subject,
      serialNumber: serialNumber(),
      ...validity(days),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: this.key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usages),
        new x509.SubjectAlternativeNameExtension(names),
        await x509.AuthorityKeyIdentifierExtension.create(this.certificate, false),
      ],
    });
    return { certificate, key: keys.privateKey };
  }

  /** A list of revoked certificates (RFC 5280 section 5), as PEM, to be replaced by a newer one within `days`. */
  async signCrl(revocations: readonly Revocation[], days: number): Promise<string> {
    const now = Date.now();
    const crl = await x509.X509CrlGenerator.create({
      issuer: this.certificate.subject,
      thisUpdate: new Date(now),
      nextUpdate: new Date(now + days * dayMs),
      entries: revocations.map(({ serial, date }) => ({ serialNumber: serial, revocationDate: date })),
      signingAlgorithm: algorithm,
      signingKey: this.key,
      extensions: [await x509.AuthorityKeyIdentifierExtension.create(this.certificate, false)],
    });
    // Its own PEM label, CRL, is one that OpenSSL doesn't know.
    return `${x509.PemConverter.encode(crl.rawData, 'X509 CRL')}\n`;
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - backdateMs), notAfter: new Date(now + days * dayMs) };
}

/** 126 random bits, positive and not zero (RFC 5280 section 4.1.2.2). */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

/** Writes the key (mode 0600), then the certificate, each at once: who reads meanwhile sees the old or the new one, never half of one. */
export async function writePair(
  files: KeyPairFiles,
  certificate: x509.X509Certificate,
  key: webcrypto.CryptoKey,
): Promise<void> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key);
  writeFileAtomically(files.key, `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`, 0o600);
  writeFileAtomically(files.certificate, `${certificate.toString('pem')}\n`, 0o600);
}
