// @peculiar/x509 wants this polyfill to be loaded first.
import 'reflect-metadata';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { writeFileAtomically } from './atomic-file.js';
import { CertificateAuthority, type KeyPairFiles, type Revocation, writePair } from './authority.js';
import { PkiError } from './pki-error.js';
import { type Holder, holderText, parseHolder, subjectOf } from './subject.js';

/** Days until a CRL should be replaced by a newer one. */
export const crlDays = 30;

/** A certificate that the authority issued. */
export interface IssuedCertificate {
  readonly holder: Holder;
  /** Hexadecimal, lower case. */
  readonly serial: string;
  readonly notAfter: Date;
  readonly sans: readonly string[];
  readonly revoked: Date | null;
  /** It is the one in <role>/<name>.crt. */
  readonly current: boolean;
}

/**
 * A cluster's certificates in a directory:
 *   ca.crt, ca.key            the authority; ca.key is what to guard
 *   crl.pem                   revoked certificates: controllers read it (--tls-crl)
 *   <role>/<name>.crt, .key   the newest certificate of a holder
 *   issued/<serial>.crt       every certificate ever issued: the record
 * All files have mode 0600. One `weft pki` at a time changes it.
 */
export class PkiDirectory {
  constructor(readonly path: string) {}

  /** Makes the authority. Fails if there is one. */
  async init(commonName: string, days: number): Promise<void> {
    if (existsSync(this.#ca.key) || existsSync(this.#ca.certificate)) {
      throw new PkiError(`${this.path} has an authority already`);
    }
    const authority = await CertificateAuthority.create(this.#ca, commonName, days);
    await this.#writeCrl(authority, [], crlDays);
  }

  get crlFile(): string {
    return join(this.path, 'crl.pem');
  }

  files(holder: Holder): KeyPairFiles {
    const base = join(this.path, holder.role, holder.name);
    return { certificate: `${base}.crt`, key: `${base}.key` };
  }

  /** Issues a holder's certificate. Fails if the holder has one that is neither revoked nor expired. */
  async issue(holder: Holder, sans: readonly string[], days: number): Promise<KeyPairFiles> {
    const subject = subjectOf(holder, sans);
    return this.#exclusively(async (authority) => {
      const valid = this.list().find((c) => isSame(c.holder, holder) && isValid(c));
      if (valid) {
        const what = `${holderText(holder)} has certificate ${valid.serial} until ${valid.notAfter.toISOString()}`;
        throw new PkiError(`${what}: rotate or revoke it`);
      }
      return this.#issue(authority, holder, subject, days);
    });
  }

  /** Issues anew, with a new key and the same names, for these holders; the former certificates stay valid until they expire or are revoked. */
  async rotate(holders: readonly Holder[], days: number): Promise<KeyPairFiles[]> {
    return this.#exclusively(async (authority) => {
      const current = this.list().filter((c) => c.current);
      const rotated = holders.map((holder) => {
        const found = current.find((c) => isSame(c.holder, holder));
        if (!found) throw new PkiError(`${holderText(holder)} has no certificate: issue one`);
        if (found.revoked) throw new PkiError(`the certificate of ${holderText(holder)} is revoked: issue a new one`);
        return found;
      });
      const files: KeyPairFiles[] = [];
      for (const { holder, sans } of rotated) {
        files.push(await this.#issue(authority, holder, subjectOf(holder, sans), days));
      }
      return files;
    });
  }

  /** Puts certificates on the CRL: one by serial number, or all of a holder that have not expired. Those that were not on it yet. */
  async revoke(serialOrHolder: string): Promise<IssuedCertificate[]> {
    return this.#exclusively(async (authority) => {
      const all = this.list();
      const holder = parseHolder(serialOrHolder);
      const serial = serialOrHolder.toLowerCase().replaceAll(':', '');
      const meant = all.filter((c) =>
        holder ? isSame(c.holder, holder) && c.notAfter > new Date() : c.serial === serial,
      );
      if (meant.length === 0) throw new PkiError(`no certificate ${JSON.stringify(serialOrHolder)} was issued here`);
      const added = meant.filter((c) => !c.revoked);
      const date = new Date();
      const revocations = this.#revocations();
      await this.#writeCrl(authority, [...revocations, ...added.map((c) => ({ serial: c.serial, date }))], crlDays);
      return added;
    });
  }

  /** Signs the CRL anew, for another `days`. */
  async renewCrl(days: number): Promise<void> {
    await this.#exclusively(async (authority) => this.#writeCrl(authority, this.#revocations(), days));
  }

  /** All certificates ever issued, by holder, newest first. */
  list(): IssuedCertificate[] {
    this.#requireAuthority();
    const revoked = new Map(this.#revocations().map((r) => [r.serial, r.date]));
    const directory = join(this.path, 'issued');
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .filter((name) => name.endsWith('.crt'))
      .map((name) => this.#read(join(directory, name), revoked))
      .sort((a, b) => compare(holderText(a.holder), holderText(b.holder)) || +b.notAfter - +a.notAfter);
  }

  get #ca(): KeyPairFiles {
    return { certificate: join(this.path, 'ca.crt'), key: join(this.path, 'ca.key') };
  }

  async #issue(
    authority: CertificateAuthority,
    holder: Holder,
    subject: ReturnType<typeof subjectOf>,
    days: number,
  ): Promise<KeyPairFiles> {
    const { certificate, key } = await authority.sign(subject, days);
    if (certificate.notAfter > authority.certificate.notAfter) {
      const end = authority.certificate.notAfter.toISOString();
      throw new PkiError(`a certificate for ${days} days would outlive its authority, which ends ${end}`);
    }
    // The record first: a certificate that somebody has can be revoked.
    const record = join(this.path, 'issued', `${certificate.serialNumber.toLowerCase()}.crt`);
    writeFileAtomically(record, `${certificate.toString('pem')}\n`, 0o600);
    const files = this.files(holder);
    await writePair(files, certificate, key);
    return files;
  }

  #read(file: string, revoked: ReadonlyMap<string, Date>): IssuedCertificate {
    const pem = readFileSync(file, 'utf8');
    const certificate = new x509.X509Certificate(pem);
    const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
    const uri = names.find((n) => n.type === 'url')?.value;
    const commonName = certificate.subjectName.getField('CN')[0] ?? '';
    const holder = uri ? parseHolder(uri) : { role: 'nats' as const, name: commonName.replace(/^nats-server /, '') };
    if (!holder) throw new PkiError(`${file} is not a certificate of weft's`);
    const serial = certificate.serialNumber.toLowerCase();
    const current = this.files(holder).certificate;
    return {
      holder,
      serial,
      notAfter: certificate.notAfter,
      sans: names.filter((n) => n.type !== 'url').map((n) => n.value),
      revoked: revoked.get(serial) ?? null,
      current: existsSync(current) && readFileSync(current, 'utf8') === pem,
    };
  }

  #revocations(): Revocation[] {
    if (!existsSync(this.crlFile))
      throw new PkiError(`${this.crlFile} is missing: it is the record of what was revoked`);
    const crl = new x509.X509Crl(readFileSync(this.crlFile, 'utf8'));
    return crl.entries.map((e) => ({ serial: e.serialNumber.toLowerCase(), date: e.revocationDate }));
  }

  async #writeCrl(authority: CertificateAuthority, revocations: readonly Revocation[], days: number): Promise<void> {
    writeFileAtomically(this.crlFile, await authority.signCrl(revocations, days), 0o600);
  }

  #requireAuthority(): void {
    if (!existsSync(this.#ca.certificate)) throw new PkiError(`${this.path} has no authority: weft pki init`);
  }

  async #exclusively<R>(work: (authority: CertificateAuthority) => Promise<R>): Promise<R> {
    this.#requireAuthority();
    const lock = join(this.path, 'lock');
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = readFileSync(lock, 'utf8').trim();
      throw new PkiError(`process ${pid} is changing ${this.path}; if there is no such process, remove ${lock}`);
    }
    try {
      return await work(await CertificateAuthority.open(this.#ca));
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function isSame(a: Holder, b: Holder): boolean {
  return a.role === b.role && a.name === b.name;
}

function isValid(certificate: IssuedCertificate): boolean {
  return !certificate.revoked && certificate.notAfter > new Date();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
