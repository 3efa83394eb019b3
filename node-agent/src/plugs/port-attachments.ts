import type { Logger } from 'pino';
import type { Datapath } from '../datapath/datapath.js';
import type { Link } from '../links/link.js';

/** Programs at the interfaces of ports. Without rows they drop everything: an interface that has them is closed. */
export class PortAttachments {
  readonly #datapath: Pick<Datapath, 'attachPort' | 'detachPort' | 'detach' | 'links'>;
  readonly #log: Logger;
  /** By port: the interface that its programs are attached to. */
  readonly #attached = new Map<string, number>();
  #fresh = new Set<string>();

  constructor(parts: { datapath: Pick<Datapath, 'attachPort' | 'detachPort' | 'detach' | 'links'>; log: Logger }) {
    this.#datapath = parts.datapath;
    this.#log = parts.log;
  }

  /** Makes sure of them. Returns why they could not be attached. */
  attach(portId: string, link: Link): string | null {
    if (this.isAttached(portId, link.ifindex)) return null;
    try {
      if (this.#datapath.attachPort(portId, link.ifindex) === 'created') this.#fresh.add(link.name);
      this.#attached.set(portId, link.ifindex);
      return null;
    } catch (error) {
      this.#attached.delete(portId);
      this.#log.error({ err: error, port: portId, interface: link.name }, 'the programs could not be attached');
      return `attaching to ${link.name}: ${(error as Error).message}`;
    }
  }

  isAttached(portId: string, ifindex: number): boolean {
    return this.#attached.get(portId) === ifindex;
  }

  detach(portId: string): void {
    this.#attached.delete(portId);
    this.#datapath.detachPort(portId);
  }

  /** Detaches what an earlier run left at ports that are not plugged. */
  sweep(isPlugged: (portId: string) => boolean): void {
    for (const { name } of this.#datapath.links()) {
      const match = /^(from_port|to_port)-(.+)$/.exec(name);
      if (match?.[2] && !isPlugged(match[2])) {
        this.#log.info({ link: name }, 'detaching a link of a port that is not plugged');
        this.#datapath.detach(name);
      }
    }
  }

  /** Interfaces that got their programs since the last call. */
  takeFresh(): ReadonlySet<string> {
    const fresh = this.#fresh;
    this.#fresh = new Set();
    return fresh;
  }
}
