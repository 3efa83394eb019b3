import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { WeftError } from '../../../proto/src/errors.js';

/** An interface that somebody connected to a port. */
export interface StoredPlug {
  readonly portId: string;
  readonly interface: string;
  /** Of the interface when it was plugged: one that comes back under the name is the same only with this address. */
  readonly mac: string;
  readonly kind: 'veth' | 'tap';
}

const FORMAT_VERSION = 1;

/** Plugs on disk: <state-dir>/plugs.json, replaced as a whole, synced. */
export class PlugStore {
  readonly #path: string;
  #plugs = new Map<string, StoredPlug>();

  /** Reads what is there. STORE_INCOMPATIBLE if it can't be understood: guessing would open or close ports. */
  constructor(stateDirectory: string) {
    this.#path = join(stateDirectory, 'plugs.json');
    if (!existsSync(this.#path)) return;
    for (const plug of readPlugs(this.#path)) this.#plugs.set(plug.portId, plug);
  }

  get(portId: string): StoredPlug | null {
    return this.#plugs.get(portId) ?? null;
  }

  byInterface(name: string): StoredPlug | null {
    for (const plug of this.#plugs.values()) if (plug.interface === name) return plug;
    return null;
  }

  all(): StoredPlug[] {
    return [...this.#plugs.values()];
  }

  put(plug: StoredPlug): void {
    this.#write(new Map(this.#plugs).set(plug.portId, plug));
  }

  remove(portId: string): void {
    if (!this.#plugs.has(portId)) return;
    const next = new Map(this.#plugs);
    next.delete(portId);
    this.#write(next);
  }

  /** On disk first: what can't be written is not plugged. */
  #write(next: Map<string, StoredPlug>): void {
    const temporary = `${this.#path}.new`;
    const fd = openSync(temporary, 'w', 0o600);
    try {
      writeSync(fd, `${JSON.stringify({ version: FORMAT_VERSION, plugs: [...next.values()] }, null, 1)}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, this.#path);
    this.#plugs = next;
  }
}

function readPlugs(path: string): StoredPlug[] {
  let file: { version?: unknown; plugs?: unknown };
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as typeof file;
  } catch (cause) {
    throw new WeftError('STORE_INCOMPATIBLE', `${path} is not JSON: ${String(cause)}`, { cause });
  }
  if (file.version !== FORMAT_VERSION || !Array.isArray(file.plugs)) {
    throw new WeftError(
      'STORE_INCOMPATIBLE',
      `${path} has format ${String(file.version)}, this agent knows ${FORMAT_VERSION}`,
    );
  }
  return file.plugs.map((p: unknown) => {
    const plug = p as Partial<StoredPlug>;
    const kind = plug.kind;
    if (!plug.portId || !plug.interface || plug.mac === undefined || (kind !== 'veth' && kind !== 'tap')) {
      throw new WeftError('STORE_INCOMPATIBLE', `${path} has a plug that can't be read: ${JSON.stringify(p)}`);
    }
    return { portId: plug.portId, interface: plug.interface, mac: plug.mac, kind };
  });
}
