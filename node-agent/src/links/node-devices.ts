import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { decodeConfig, encodeConfig, LAYOUT_VERSION } from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import type { NodeConfig } from '../state/entities.js';
import { bytesOf, ip4Number, u32 } from '../state/rows.js';
import type { Tables } from '../state/tables.js';
import type { LinkTable } from './link-table.js';
import { ensureVxlanDevice, VXLAN_DEVICE } from './vxlan-device.js';

/** Flow settings of the node's configuration. */
export interface FlowTimers {
  readonly flowUpdateS: number;
  readonly flowIdleS: number;
  readonly flowPortMax: number;
}

/** The underlay interface and the vxlan device: their programs, and the configuration that names them. */
export class NodeDevices {
  readonly #underlay: string;
  readonly #timers: FlowTimers;
  readonly #links: LinkTable;
  readonly #datapath: Datapath;
  readonly #tables: Tables;
  readonly #log: Logger;
  /** skb mark of what the programs redirect themselves: random so that nobody guesses it, kept for the life of the maps. */
  #mark = 0;
  /** Why the configuration is not written; empty if it is. */
  problem = 'the controller has not sent the configuration';

  constructor(parts: {
    underlay: string;
    timers: FlowTimers;
    links: LinkTable;
    datapath: Datapath;
    tables: Tables;
    log: Logger;
  }) {
    this.#underlay = parts.underlay;
    this.#timers = parts.timers;
    this.#links = parts.links;
    this.#datapath = parts.datapath;
    this.#tables = parts.tables;
    this.#log = parts.log;
  }

  /** MTU of the underlay interface; 0 if it is away. */
  get underlayMtu(): number {
    return this.#links.byName(this.#underlay)?.mtu ?? 0;
  }

  /** Is this an interface that the agent itself uses? */
  has(name: string): boolean {
    return name === this.#underlay || name === VXLAN_DEVICE;
  }

  concerns(names: ReadonlySet<string>): boolean {
    return names.has(this.#underlay) || names.has(VXLAN_DEVICE);
  }

  /**
   * Makes devices and links fit `config` and wants the configuration row. What is missing (the underlay interface, say) is in
   * `problem`; the row then stays what it was.
   */
  async apply(config: NodeConfig | null): Promise<void> {
    const before = this.problem;
    this.problem = config ? await this.#apply(config) : 'the controller has not sent the configuration';
    if (this.problem !== '' && this.problem !== before) this.#log.warn({ underlay: this.#underlay }, this.problem);
  }

  async #apply(config: NodeConfig): Promise<string> {
    const underlay = await this.#links.read(this.#underlay);
    if (!underlay) return `the underlay interface ${this.#underlay} is away`;
    try {
      const vxlan = await ensureVxlanDevice(this.#links, config.vxlanPort);
      // In this order: from_vxlan takes only what from_underlay has marked.
      this.#datapath.attach('from_underlay', 'from_underlay', underlay.ifindex);
      this.#datapath.attach('from_vxlan', 'from_vxlan', vxlan.ifindex);
      this.#mark ||= this.#pinnedMark() || randomInt(1, 2 ** 32);
      const row = encodeConfig({
        layoutVersion: LAYOUT_VERSION,
        vtepId: config.vtepId,
        vtepIp4: config.vtep.length === 4 ? ip4Number(config.vtep) : 0,
        underlayIfindex: underlay.ifindex,
        vxlanIfindex: vxlan.ifindex,
        vxlanPort: config.vxlanPort,
        mark: this.#mark,
        underlayCount: 1,
        vtepIp6: config.vtep.length === 16 ? config.vtep : new Uint8Array(16),
        vtepPacketsPerS: 0,
        icmpErrorsPerS: 100,
        ...this.#timers,
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
