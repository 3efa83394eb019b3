import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import type { KeyPairFiles } from '../../controller/cli/pki/authority.js';
import { PkiDirectory } from '../../controller/cli/pki/directory.js';
import type { Holder } from '../../controller/cli/pki/subject.js';
import { ControllerProcess } from '../controller-process.js';

/** A controller process that speaks mutual TLS, with the cluster's certificates, in a scratch directory. */
export class SecureController {
  readonly #clients: Client[] = [];
  /** What it has logged since it was ready. */
  log = '';

  private constructor(
    readonly directory: string,
    readonly pki: PkiDirectory,
    readonly process: ControllerProcess,
  ) {
    process.child.stdout?.on('data', (chunk) => {
      this.log += chunk;
    });
  }

  static async start(args: readonly string[] = []): Promise<SecureController> {
    const directory = mkdtempSync(join(tmpdir(), 'weft-security-'));
    const pki = new PkiDirectory(join(directory, 'pki'));
    await pki.init('test CA', 100);
    const files = await pki.issue({ role: 'controller', name: 'c1' }, ['localhost', '127.0.0.1'], 90);
    const tls = ['--tls-ca', join(pki.path, 'ca.crt'), '--tls-cert', files.certificate, '--tls-key', files.key];
    const crl = ['--tls-crl', pki.crlFile];
    const process = await ControllerProcess.start(join(directory, 'store'), [...tls, ...crl, ...args]);
    return new SecureController(directory, pki, process);
  }

  get authority(): string {
    return join(this.pki.path, 'ca.crt');
  }

  get l4Port(): number {
    return this.process.l4Port;
  }

  /** A client with the holder's certificate, which is issued if there is none yet. */
  async client(holder: Holder, files?: KeyPairFiles): Promise<Client> {
    const issued = this.pki.list().some((c) => c.holder.role === holder.role && c.holder.name === holder.name);
    const { certificate, key } = files ?? (issued ? this.pki.files(holder) : await this.pki.issue(holder, [], 90));
    const channel = credentials.createSsl(readFileSync(this.authority), readFileSync(key), readFileSync(certificate));
    const client = new Client(`localhost:${this.l4Port}`, channel, { 'grpc.use_local_subchannel_pool': 1 });
    this.#clients.push(client);
    return client;
  }

  /** Bytes of memory that the process has. */
  residentBytes(): number {
    const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.child.pid}/status`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.process.end('SIGTERM');
    rmSync(this.directory, { recursive: true, force: true });
  }
}
