import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField, WeftError } from '../../../proto/src/errors.js';
import { resourceId } from '../../../proto/src/resource-id.js';
import { isInterfaceName, type Link } from '../links/link.js';
import type { LinkTable } from '../links/link-table.js';
import { silence } from '../links/silence.js';
import type { DesiredState } from '../state/desired-state.js';
import type { LocalPorts } from './local-ports.js';
import type { PlugStore } from './plug-store.js';

/** Inode of a network namespace given by its path. Throws if there is none. */
export type NamespaceInode = (path: string) => number;

/**
 * Plug and unplug; both are to run alone (the agent's queue). An interface is closed from the moment it is plugged:
 * programs are attached before anything else, and pass nothing until the port's rows are there. Unplugged, it is left down.
 */
export class Plugging {
  readonly #plugs: PlugStore;
  readonly #ports: LocalPorts;
  readonly #links: LinkTable;
  readonly #state: DesiredState;
  readonly #isOwnDevice: (name: string) => boolean;
  readonly #program: (portIds: Iterable<string>) => Promise<void>;
  readonly #ownNamespaceInode: number;
  readonly #namespaceInode: NamespaceInode;
  readonly #log: Logger;

  constructor(parts: {
    plugs: PlugStore;
    ports: LocalPorts;
    links: LinkTable;
    state: DesiredState;
    /** Is it an interface that the agent itself uses? */
    isOwnDevice: (name: string) => boolean;
    /** Writes what is wanted to the kernel, and reports on these ports. */
    program: (portIds: Iterable<string>) => Promise<void>;
    namespaceInode: NamespaceInode;
    log: Logger;
  }) {
    this.#plugs = parts.plugs;
    this.#ports = parts.ports;
    this.#links = parts.links;
    this.#state = parts.state;
    this.#isOwnDevice = parts.isOwnDevice;
    this.#program = parts.program;
    this.#namespaceInode = parts.namespaceInode;
    this.#ownNamespaceInode = parts.namespaceInode('/proc/self/ns/net');
    this.#log = parts.log;
  }

  /** What can be checked before the queue is entered. */
  check(request: weft.v1.PlugRequest): void {
    if (request.portId === '') throw requiredField('port_id');
    resourceId(request.portId, 'port_id');
    if (request.interface === '') throw requiredField('interface');
    if (!isInterfaceName(request.interface)) {
      throw invalidField('interface', 'is not a name that Linux takes for an interface');
    }
    this.#requireNotOwn(request.interface);
    this.#requireOwnNamespace(request.namespace);
  }

  /** After `check`, in the queue. */
  async plug(request: weft.v1.PlugRequest): Promise<void> {
    const { portId, generation } = request;
    const name = request.interface;
    this.#requireGeneration(portId, generation);
    this.#requireFree(portId, name);
    const link = this.#links.read(name);
    if (!link) {
      throw new WeftError('INTERFACE_NOT_FOUND', this.#links.whyMissing(name), {
        resource: { type: 'interface', name },
      });
    }
    if (link.kind !== 'veth' && link.kind !== 'tap') {
      throw invalidField('interface', `${name} is ${link.kind || 'a physical interface'}; a port is a veth or a tap`);
    }
    const known = this.#plugs.get(portId);
    // The caller means the port that there is now, or the next one that comes.
    const datapathId = this.#state.ports.byId(portId)?.datapathId ?? 0;
    if (known?.mac !== link.mac || known.kind !== link.kind || known.datapathId !== datapathId) {
      this.#plugs.put({ portId, interface: name, mac: link.mac, kind: link.kind, datapathId });
      this.#log.info({ port: portId, interface: name, kind: link.kind }, 'plugged');
    }
    this.#ports.refresh(portId);
    await this.#program([portId]);
  }

  async unplug(portId: string): Promise<void> {
    if (portId === '') throw requiredField('port_id');
    const plug = this.#plugs.get(portId);
    if (!plug) return;
    // Rows first and the file last: whoever dies in between still has a whole plug, and the caller no answer.
    this.#ports.close(portId);
    await this.#program([]);
    const link = this.#links.read(plug.interface);
    if (link && link.mac === plug.mac) {
      this.#links.kernel.setUp(link.ifindex, false);
      this.#links.read(plug.interface);
    }
    this.#ports.detach(portId);
    this.#plugs.remove(portId);
    this.#log.info({ port: portId, interface: plug.interface }, 'unplugged');
    await this.#program([portId]);
  }

  list(): weft.v1.Plug.$Properties[] {
    return this.#ports.plugged().map((portId) => this.describe(portId));
  }

  /** Sets up an interface that just got its programs: quiet and up. A failure is logged, and shows in the port's link state. */
  setUp(name: string): void {
    const link = this.#links.byName(name);
    if (!link) return;
    try {
      const failed = silence(name);
      if (failed.length > 0)
        this.#log.warn({ interface: name, failed }, 'the host stack is not silenced on an interface');
      this.#links.kernel.makeNoIpv6Address(link.ifindex);
      this.#links.kernel.setUp(link.ifindex, true);
      this.#links.read(name);
    } catch (error) {
      this.#log.error({ err: error, interface: name }, 'an interface could not be set up');
    }
  }

  describe(portId: string): weft.v1.Plug.$Properties {
    const s = this.#ports.stateOf(portId);
    if (!s) throw new WeftError('NOT_FOUND', `port ${portId} is not plugged`);
    const { PlugState } = weft.v1;
    return {
      portId,
      interface: s.plug.interface,
      state: s.programmed
        ? PlugState.PROGRAMMED
        : !s.link
          ? PlugState.WAITING_FOR_INTERFACE
          : s.failed
            ? PlugState.FAILED
            : PlugState.WAITING_FOR_PORT,
      generation: s.port?.generation ?? 0,
      linkUp: s.link?.running ?? false,
      ifindex: s.link?.ifindex ?? 0,
      interfaceKind: s.plug.kind,
      datapathId: s.port?.datapathId ?? 0,
      message: s.message,
    };
  }

  #requireNotOwn(name: string): void {
    if (!this.#isOwnDevice(name)) return;
    throw invalidField('interface', `${name} is the agent's own: the underlay or the vxlan device can't be a port`);
  }

  #requireOwnNamespace(path: string): void {
    if (path === '') return;
    let inode: number;
    try {
      inode = this.#namespaceInode(path);
    } catch (cause) {
      throw invalidField('namespace', `${path} is not a network namespace: ${(cause as Error).message}`);
    }
    if (inode !== this.#ownNamespaceInode) {
      throw invalidField('namespace', `${path} is not the agent's own: the kernel redirects only within one`);
    }
  }

  #requireGeneration(portId: string, generation: number): void {
    const current = this.#state.ports.byId(portId)?.generation ?? 0;
    if (generation !== 0 && generation < current) {
      throw new WeftError('STALE_GENERATION', `port ${portId} has generation ${current}, the call names ${generation}`);
    }
  }

  #requireFree(portId: string, name: string): void {
    const plug = this.#plugs.get(portId);
    if (plug && plug.interface !== name) {
      throw new WeftError('PLUGGED_ELSEWHERE', `port ${portId} has interface ${plug.interface}: unplug it first`);
    }
    const other = this.#plugs.byInterface(name);
    if (other && other.portId !== portId) {
      throw new WeftError('PLUGGED_ELSEWHERE', `interface ${name} has port ${other.portId}: unplug it first`);
    }
  }
}

/** What a link must be for a port. */
export type PluggableLink = Link & { readonly kind: 'veth' | 'tap' };
