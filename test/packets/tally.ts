import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, lookupAll } from '../../node-agent/src/datapath/bpf/native.js';
import type { Node } from './node.js';

/** Packets that were counted, on all slots. */
export interface Counted {
  readonly sent: number;
  readonly received: number;
  readonly dropped: number;
}

/** Says what is counted from one look to the next: cheap enough for every frame of many. */
export class Tally {
  readonly #counters: BpfMap;
  readonly #drops: BpfMap;
  #before: Counted = { sent: 0, received: 0, dropped: 0 };

  constructor(node: Node) {
    this.#counters = node.map('port_counters');
    this.#drops = node.map('port_drop');
    this.news();
  }

  /** Since the last time. */
  news(): Counted {
    const before = this.#before;
    const counters = lookupAll(this.#counters).values;
    let [sent, received, dropped] = [0, 0, 0];
    for (let at = 0; at < counters.length; at += layout.PORT_COUNTERS_BYTES) {
      const one = layout.decodePortCounters(counters, at);
      sent += one.sentPackets;
      received += one.receivedPackets;
    }
    // Each 64 bits, on a machine that writes the lower half first.
    const drops = lookupAll(this.#drops).values;
    for (let at = 0; at < drops.length; at += 8) dropped += drops.readUInt32LE(at);
    this.#before = { sent, received, dropped };
    return { sent: sent - before.sent, received: received - before.received, dropped: dropped - before.dropped };
  }
}
