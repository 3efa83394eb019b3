import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { decodeConfig, encodeConfig, LAYOUT_VERSION } from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import type { NodeConfig } from '../state/entities.js';
import { bytesOf, ip4Number, u32 } from '../state/rows.js';
import type { Tables } from '../state/tables.js';
import type { LinkTable } from './link-table.js';
import { Uplinks, type XdpMode } from './uplinks.js';
import { ensureVxlanDevice, VXLAN_DEVICE } from './vxlan-device.js';

/** What the operator sets in the node's configuration. */
export interface NodeSettings {
  readonly flowUpdateS: number;
  readonly flowIdleS: number;
  readonly flowPortMax: number;
  /** VXLAN packets that XDP takes from one node; 0: not limited. */
  readonly vtepPacketsPerS: number;
  /** What is counted of tunnels: Counts, or-ed. */
  readonly counts: number;
}

/** The underlay interfaces and the vxlan device: their programs, and the configuration that names them. */
export class NodeDevices {
  readonly #uplinks: Uplinks;
  readonly #settings: NodeSettings;
  readonly #links: LinkTable;
  readonly #datapath: Datapath;
  readonly #tables: Tables;
  readonly #log: Logger;
  /** skb mark of what the programs redirect themselves: random so that nobody guesses it, kept for the life of the maps. */
  #mark = 0;
  /** Why the configuration is not written; empty if it is. */
  problem = 'the controller has not sent the configuration';

  constructor(parts: {
    underlay: readonly string[];
    xdp: XdpMode;
    settings: NodeSettings;
    links: LinkTable;
    datapath: Datapath;
    tables: Tables;
    log: Logger;
  }) {
    this.#uplinks = new Uplinks({ ...parts, names: parts.underlay });
    this.#settings = parts.settings;
    this.#links = parts.links;
    this.#datapath = parts.datapath;
    this.#tables = parts.tables;
    this.#log = parts.log;
  }

  /** The smallest MTU of the underlay interfaces; 0 if all are away. */
  get underlayMtu(): number {
    return this.#uplinks.mtu;
  }

  /** What the underlay interfaces do without, for people; empty if nothing. */
  get trouble(): string {
    return this.#uplinks.trouble;
  }

  /** Is this an interface that the agent itself uses? */
  has(name: string): boolean {
    return this.#uplinks.has(name) || name === VXLAN_DEVICE;
  }

  concerns(names: ReadonlySet<string>): boolean {
    return this.#uplinks.concerns(names) || names.has(VXLAN_DEVICE);
  }

  /**
   * Makes devices and links fit `config` and wants the configuration row. What is missing (the underlay interface, say) is in
   * `problem`; the row then stays what it was.
   */
  async apply(config: NodeConfig | null): Promise<void> {
    const before = this.problem;
    this.problem = config ? await this.#apply(config) : 'the controller has not sent the configuration';
    if (this.problem !== '' && this.problem !== before) this.#log.warn(this.problem);
  }

  async #apply(config: NodeConfig): Promise<string> {
    try {
      const vxlan = await ensureVxlanDevice(this.#links, config.vxlanPort);
      // In this order: from_vxlan takes only what from_underlay has marked.
      const uplinks = this.#uplinks.apply(config.vtep.length === 16 ? 16 : 4);
      this.#datapath.attach('from_vxlan', 'from_vxlan', vxlan.ifindex);
      this.#mark ||= this.#pinnedMark() || randomInt(1, 2 ** 32);
      const row = encodeConfig({
        layoutVersion: LAYOUT_VERSION,
        vtepId: config.vtepId,
        vtepIp4: config.vtep.length === 4 ? ip4Number(config.vtep) : 0,
        vxlanIfindex: vxlan.ifindex,
        vxlanPort: config.vxlanPort,
        mark: this.#mark,
        vtepIp6: config.vtep.length === 16 ? config.vtep : new Uint8Array(16),
        icmpErrorsPerS: 100,
        ...uplinks,
        ...this.#settings,
      });
      this.#tables.fromPlugs.config.put(u32(0), new Uint32Array(Uint8Array.from(row).buffer));
      return '';
    } catch (error) {
      return `the node's devices are not ready: ${(error as Error).message}`;
    }
  }

  #pinnedMark(): number {
    let mark = 0;
    this.#datapath.table('config').readAll((_keys, values) => {
      mark = decodeConfig(bytesOf(values)).mark;
    });
    return mark;
  }
}
