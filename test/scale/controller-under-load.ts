import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority, type KeyPairFiles } from '../../controller/cli/pki/authority.js';
import type { TlsMaterial } from '../../node-agent/src/session/controller-channel.js';
import type { Identity } from '../../proto/src/identity.js';
import { ControllerProcess } from '../controller-process.js';

/** Paths of PEM files of one holder of a certificate. */
export interface Credentials extends KeyPairFiles {
  readonly ca: string;
}

export interface LoadOptions {
  readonly tls: boolean;
  /** Further flags of the controller. */
  readonly flags?: readonly string[];
  /** Options of Node.js, for profiles. */
  readonly nodeOptions?: readonly string[];
}

/** Where CPU time is counted: clock ticks of /proc/<pid>/stat, 100 a second on every Linux that Node.js runs on. */
const ticksPerSecond = 100;

/** The real controller process on loopback, with a directory of its own; it can be ended and started again at the same address. */
export class ControllerUnderLoad {
  readonly #directory = mkdtempSync(join(tmpdir(), 'weft-scale-'));
  readonly #options: LoadOptions;
  #authority: CertificateAuthority | null = null;
  #process: ControllerProcess | null = null;
  #l4Port = 0;
  /** Of processes that have ended. */
  #pastCpuS = 0;
  #pastRssMiB = 0;

  private constructor(options: LoadOptions) {
    this.#options = options;
  }

  static async start(options: LoadOptions): Promise<ControllerUnderLoad> {
    const controller = new ControllerUnderLoad(options);
    try {
      if (options.tls) await controller.#createAuthority();
      await controller.startAgain();
      return controller;
    } catch (error) {
      await controller.remove();
      throw error;
    }
  }

  get address(): string {
    return `127.0.0.1:${this.#l4Port}`;
  }

  get pid(): number {
    return this.#process?.child.pid ?? 0;
  }

  /** A certificate for a client; null where the controller speaks plain text. */
  async credentials(identity: Identity): Promise<Credentials | null> {
    if (!this.#authority) return null;
    const files = this.#files(`${identity.role}-${identity.name}`);
    await this.#authority.issue(files, { commonName: identity.name, identity });
    return { ...files, ca: this.#files('ca').certificate };
  }

  /** Ends the process. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#pastCpuS = this.cpuS();
    this.#pastRssMiB = this.maxRssMiB();
    const process = this.#process;
    this.#process = null;
    await process?.end(signal);
  }

  /** Starts the process; seconds until it serves. */
  async startAgain(): Promise<number> {
    const { nodeOptions = [], flags = [] } = this.#options;
    const server = this.#files('controller');
    const tls = this.#authority
      ? ['--tls-ca', this.#files('ca').certificate, '--tls-cert', server.certificate, '--tls-key', server.key]
      : [];
    const started = performance.now();
    const args = ['--listen', `127.0.0.1:${this.#l4Port}`, ...tls, ...flags];
    this.#process = await ControllerProcess.start(join(this.#directory, 'data'), args, [], nodeOptions);
    this.#process.child.stderr?.pipe(process.stderr, { end: false });
    this.#l4Port = this.#process.l4Port;
    return (performance.now() - started) / 1000;
  }

  /** The greatest resident set so far, of any of the processes. */
  maxRssMiB(): number {
    const kib = Number(/^VmHWM:\s*(\d+) kB/m.exec(this.#proc('status'))?.[1] ?? 0);
    return Math.max(this.#pastRssMiB, kib / 1024);
  }

  /** CPU seconds so far, of all of the processes. */
  cpuS(): number {
    const stat = this.#proc('stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return this.#pastCpuS + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
  }

  /** Ends it and removes everything. */
  async remove(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #createAuthority(): Promise<void> {
    this.#authority = await CertificateAuthority.create(this.#files('ca'), 'weft scale CA');
    await this.#authority.issue(this.#files('controller'), {
      commonName: 'weft controller',
      identity: { role: 'controller', name: 'scale' },
      server: { dns: ['localhost'], ip: ['127.0.0.1'] },
    });
  }

  #files(name: string): KeyPairFiles {
    const base = join(this.#directory, 'certs', name);
    return { certificate: `${base}.crt`, key: `${base}.key` };
  }

  /** Empty once the process has ended. */
  #proc(file: string): string {
    try {
      return readFileSync(`/proc/${this.pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  }
}

export function readCredentials(files: Credentials | null): TlsMaterial | null {
  if (!files) return null;
  return { ca: readFileSync(files.ca), cert: readFileSync(files.certificate), key: readFileSync(files.key) };
}
