import type { Fate, Guard, GuardedFamily } from './connection-guard.js';
import { Protocol, TcpFlag } from './frames.js';
import type { Direction } from './policy-rules.js';

export const Flag = { ...TcpFlag, RST: 4, URG: 32 } as const;

export interface SegmentFields {
  readonly flags?: number;
  readonly sequence?: number;
  readonly acknowledged?: number;
  readonly window?: number;
  /** Shift of a window scale option. */
  readonly scale?: number;
  readonly payload?: number;
}

/** A TCP segment (RFC 9293 section 3.1), checksum zero. */
export function segment(source: number, destination: number, fields: SegmentFields): Buffer {
  const options = fields.scale === undefined ? Buffer.alloc(0) : Buffer.from([2, 4, 5, 180, 1, 3, 3, fields.scale]);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source, 0);
  header.writeUInt16BE(destination, 2);
  header.writeUInt32BE((fields.sequence ?? 0) >>> 0, 4);
  header.writeUInt32BE((fields.acknowledged ?? 0) >>> 0, 8);
  header[12] = (5 + options.length / 4) << 4;
  header[13] = fields.flags ?? Flag.ACK;
  header.writeUInt16BE(fields.window ?? 1000, 14);
  return Buffer.concat([header, options, Buffer.alloc(fields.payload ?? 0)]);
}

/** A TCP connection between a1 and far, of which `opener` sends the SYN. Numbers of each side begin at its `initial`, and follow what was sent. */
export class TcpConversation {
  readonly guard: Guard;
  readonly family: GuardedFamily;
  readonly opener: Direction;
  readonly l4Ports: { readonly own: number; readonly remote: number };
  readonly next: Record<Direction, number>;

  constructor(
    guard: Guard,
    family: GuardedFamily,
    opener: Direction,
    client = 40_000,
    initial = { egress: 1000, ingress: 0xffff_ff00 },
  ) {
    this.guard = guard;
    this.family = family;
    this.opener = opener;
    this.l4Ports = opener === 'egress' ? { own: client, remote: 443 } : { own: 443, remote: client };
    this.next = { ...initial };
  }

  get server(): Direction {
    return this.opener === 'egress' ? 'ingress' : 'egress';
  }

  /** A segment of one side, which does not change what comes next. */
  try(from: Direction, fields: SegmentFields): Fate {
    const { own, remote } = this.l4Ports;
    const [source, destination] = from === 'egress' ? [own, remote] : [remote, own];
    const numbers = { sequence: this.next[from], acknowledged: this.next[from === 'egress' ? 'ingress' : 'egress'] };
    return this.guard.passes(this.family, from, Protocol.TCP, segment(source, destination, { ...numbers, ...fields }));
  }

  /** The next segment of one side. */
  say(from: Direction, fields: SegmentFields = {}): Fate {
    const fate = this.try(from, fields);
    const flags = fields.flags ?? Flag.ACK;
    this.next[from] += (fields.payload ?? 0) + (flags & Flag.SYN ? 1 : 0) + (flags & Flag.FIN ? 1 : 0);
    return fate;
  }

  /** The three segments that open it. */
  open(scales: { readonly client?: number; readonly server?: number } = {}): Fate[] {
    return [
      this.say(this.opener, {
        flags: Flag.SYN,
        acknowledged: 0,
        ...(scales.client !== undefined && { scale: scales.client }),
      }),
      this.say(this.server, {
        flags: Flag.SYN | Flag.ACK,
        ...(scales.server !== undefined && { scale: scales.server }),
      }),
      this.say(this.opener),
    ];
  }

  get tracked() {
    return this.guard.connection(this.family, Protocol.TCP, this.l4Ports.own, this.l4Ports.remote);
  }

  age(seconds: number): void {
    this.guard.age(this.family, Protocol.TCP, this.l4Ports.own, this.l4Ports.remote, seconds);
  }
}
