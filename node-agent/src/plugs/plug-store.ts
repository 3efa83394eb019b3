import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WeftError } from '../../../proto/src/errors.js';
import { replaceFile } from '../durable-file.js';

/** An interface that somebody connected to a port. */
export interface StoredPlug {
  readonly portId: string;
  readonly interface: string;
  /** Of the interface when it was plugged: one that comes back under the name is the same only with this address. */
  readonly mac: string;
  readonly kind: 'veth' | 'tap';
  /** The port that the plug serves; another one of the same id is another port. 0: the first that comes. */
  readonly datapathId: number;
}

/** 2 added the datapath id. */
const FORMAT_VERSION = 2;
const OLDEST_VERSION = 1;

/** Plugs on disk: <state-dir>/plugs.json, replaced as a whole, synced. */
export class PlugStore {
  readonly #path: string;
  #plugs = new Map<string, StoredPlug>();
  #unsaved = false;

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

  /**
   * The controller has bound a port to this node: does its plug serve it? A plug that serves none yet serves this one from now on, over a
   * restart once it is saved.
   */
  bind(portId: string, datapathId: number): boolean {
    const plug = this.#plugs.get(portId);
    if (!plug) return false;
    if (plug.datapathId === 0) {
      this.#plugs.set(portId, { ...plug, datapathId });
      this.#unsaved = true;
      return true;
    }
    return plug.datapathId === datapathId;
  }

  /** Writes what `bind` has changed, if anything: many ports in one write. */
  save(): void {
    if (this.#unsaved) this.#write(this.#plugs);
  }

  /** On disk first: what can't be written is not plugged. */
  #write(next: Map<string, StoredPlug>): void {
    replaceFile(this.#path, `${JSON.stringify({ version: FORMAT_VERSION, plugs: [...next.values()] }, null, 1)}\n`);
    this.#plugs = next;
    this.#unsaved = false;
  }
}

function readPlugs(path: string): StoredPlug[] {
  let file: { version?: unknown; plugs?: unknown };
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as typeof file;
  } catch (cause) {
    throw new WeftError('STORE_INCOMPATIBLE', `${path} is not JSON: ${String(cause)}`, { cause });
  }
  const version = Number(file.version);
  if (!(version >= OLDEST_VERSION && version <= FORMAT_VERSION) || !Array.isArray(file.plugs)) {
    throw new WeftError(
      'STORE_INCOMPATIBLE',
      `${path} has format ${String(file.version)}, this agent knows ${OLDEST_VERSION} to ${FORMAT_VERSION}`,
    );
  }
  return file.plugs.map((p: unknown) => {
    const plug = p as Partial<StoredPlug>;
    const kind = plug.kind;
    const datapathId = version === 1 ? 0 : plug.datapathId;
    if (
      !plug.portId ||
      !plug.interface ||
      plug.mac === undefined ||
      (kind !== 'veth' && kind !== 'tap') ||
      !isDatapathId(datapathId)
    ) {
      throw new WeftError('STORE_INCOMPATIBLE', `${path} has a plug that can't be read: ${JSON.stringify(p)}`);
    }
    return { portId: plug.portId, interface: plug.interface, mac: plug.mac, kind, datapathId };
  });
}

function isDatapathId(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32;
}
