// @peculiar/x509 wants this polyfill to be loaded first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/**
 * Serial numbers that the CAs have revoked (RFC 5280 section 5). One counts whichever of the CAs issued it: they are random and long, so that two
 * CAs do not have the same.
 */
export class RevokedCertificates {
  static readonly none = new RevokedCertificates(new Set(), null);

  private constructor(
    private readonly serials: ReadonlySet<string>,
    /** When a newer list was promised, of several the first. A list that is older than that is still believed: what is revoked stays revoked. */
    readonly nextUpdate: Date | null,
  ) {}

  /** Reads lists in PEM, or one in DER; each must be signed by one of the CAs of the bundle `ca`. Throws if one is not, or if there is none. */
  static async read(bytes: Buffer, ca: Buffer): Promise<RevokedCertificates> {
    const authorities = x509.PemConverter.decode(ca.toString()).map((der) => new x509.X509Certificate(der));
    const ders = bytes.includes('-----BEGIN') ? x509.PemConverter.decode(bytes.toString()) : [bytes];
    if (ders.length === 0) throw new Error('there is no CRL in the file');
    const serials = new Set<string>();
    let nextUpdate: Date | null = null;
    for (const der of ders) {
      const crl = new x509.X509Crl(der);
      if (!(await isSignedByOne(crl, authorities))) throw new Error(`the CRL of ${crl.issuer} is not signed by the CA`);
      for (const entry of crl.entries) serials.add(normal(entry.serialNumber));
      if (crl.nextUpdate && (!nextUpdate || crl.nextUpdate < nextUpdate)) nextUpdate = crl.nextUpdate;
    }
    return new RevokedCertificates(serials, nextUpdate);
  }

  /** A newer list should have been there. */
  isOverdue(nowMs = Date.now()): boolean {
    return this.nextUpdate !== null && this.nextUpdate.getTime() < nowMs;
  }

  get size(): number {
    return this.serials.size;
  }

  /** `serial`: hexadecimal, as Node's tls or OpenSSL write it. */
  has(serial: string): boolean {
    return this.serials.has(normal(serial));
  }
}

async function isSignedByOne(crl: x509.X509Crl, authorities: readonly x509.X509Certificate[]): Promise<boolean> {
  for (const { publicKey } of authorities) if (await crl.verify({ publicKey })) return true;
  return false;
}

function normal(serial: string): string {
  return serial.toLowerCase().replaceAll(':', '').replace(/^0+/, '');
}
