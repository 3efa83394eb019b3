import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { RevokedCertificates } from './revoked-certificates.js';

/**
 * Files of PEM for mutual TLS: the CA that signs clients' certificates, the server's own certificate chain and key, and, if there is one, the CA's
 * list of revoked certificates.
 */
export interface TlsFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly crl?: string;
}

/** What the files say: checked, ready to be used. */
export interface TlsMaterial {
  readonly context: SecureContextOptions;
  readonly revoked: RevokedCertificates;
  /** Equal for equal files. */
  readonly fingerprint: string;
}

/** Reads the files and checks that they belong together. Throws what people should be told. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  const { fingerprint, ca, cert, key, crl } = await readBytes(files);
  const context = { ca, cert, key, minVersion: 'TLSv1.3' } as const;
  // Throws if the key is not the certificate's.
  createSecureContext(context);
  const revoked = crl ? await RevokedCertificates.read(crl, ca) : RevokedCertificates.none;
  return { context, revoked, fingerprint };
}

async function readBytes({ ca, certificate, key, crl }: TlsFiles) {
  const [caBytes, certBytes, keyBytes] = await Promise.all([readFile(ca), readFile(certificate), readFile(key)]);
  const crlBytes = crl === undefined ? null : await readFile(crl);
  const parts = [caBytes, certBytes, keyBytes, ...(crlBytes ? [crlBytes] : [])];
  const fingerprint = parts.map((p) => p.toString('base64')).join('.');
  return { fingerprint, ca: caBytes, cert: certBytes, key: keyBytes, crl: crlBytes };
}

/** How often files are looked at. */
const lookMs = 1000;

/** Reads the files again and again, and hands on what changed and is right. What is wrong is told once, and what was right before stays. */
export class TlsFilesWatch {
  readonly #files: TlsFiles;
  readonly #onChange: (material: TlsMaterial) => void;
  readonly #onTrouble: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #current: string;
  #trouble = '';
  #busy = false;

  constructor(
    files: TlsFiles,
    current: TlsMaterial,
    onChange: (material: TlsMaterial) => void,
    onTrouble: (error: Error) => void,
  ) {
    this.#files = files;
    this.#current = current.fingerprint;
    this.#onChange = onChange;
    this.#onTrouble = onTrouble;
    this.#timer = setInterval(() => void this.#look(), lookMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      if ((await readBytes(this.#files)).fingerprint === this.#current) return;
      const material = await readTlsFiles(this.#files);
      this.#current = material.fingerprint;
      this.#trouble = '';
      this.#onChange(material);
    } catch (error) {
      // A certificate and its key are two files: for a moment they may not belong together.
      const text = String(error);
      if (text !== this.#trouble) this.#onTrouble(error as Error);
      this.#trouble = text;
    } finally {
      this.#busy = false;
    }
  }
}
