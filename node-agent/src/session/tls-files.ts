import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsMaterial } from './controller-channel.js';

/**
 * The node's PEM files, read anew for each connection: after a rotation the next connection has the new certificate. While they can't be used (a
 * certificate and its key are two files, which do not change at once) it is what they were last.
 */
export class TlsFiles {
  readonly #paths: { readonly ca: string; readonly cert: string; readonly key: string };
  #last: TlsMaterial;

  /** Throws if the files can't be used. */
  constructor(paths: { readonly ca: string; readonly cert: string; readonly key: string }) {
    this.#paths = paths;
    this.#last = this.#read();
  }

  current(): TlsMaterial {
    try {
      this.#last = this.#read();
    } catch {
      // What connects with the former ones says so if they are no longer good.
    }
    return this.#last;
  }

  #read(): TlsMaterial {
    const { ca, cert, key } = this.#paths;
    const material = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(material);
    return material;
  }
}
