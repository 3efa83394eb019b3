// @peculiar/x509 wants this polyfill to be loaded first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** Serial numbers that a CA has revoked (RFC 5280 section 5). */
export class RevokedCertificates {
  static readonly none = new RevokedCertificates(new Set(), null);

  private constructor(
    private readonly serials: ReadonlySet<string>,
    /** When a newer list was promised. A list that is older than that is still believed: what is revoked stays revoked. */
    readonly nextUpdate: Date | null,
  ) {}

  /** Reads a PEM or DER list that the CA has signed. Throws if another has. */
  static async read(bytes: Buffer, ca: Buffer): Promise<RevokedCertificates> {
    const crl = new x509.X509Crl(bytes.includes('-----BEGIN') ? bytes.toString() : bytes);
    const authority = new x509.X509Certificate(ca.toString());
    if (!(await crl.verify({ publicKey: authority.publicKey }))) throw new Error('the CRL is not signed by the CA');
    const serials = crl.entries.map((entry) => normal(entry.serialNumber));
    return new RevokedCertificates(new Set(serials), crl.nextUpdate ?? null);
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

function normal(serial: string): string {
  return serial.toLowerCase().replaceAll(':', '').replace(/^0+/, '');
}
