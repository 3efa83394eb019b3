import type {
  ConnectionFamily,
  TakingPort,
  TrackedConnection,
  TrackedConnections,
  TrackedRows,
} from '../tracked-connections.js';
import {
  CONNECTION_BYTES,
  CONNECTION_TAKE_BYTES,
  CONNECTION4_KEY_BYTES,
  CONNECTION6_KEY_BYTES,
  type ConnectionState,
  ConnectionSweepScope,
  type ConnectionTaken,
  decodeConnection,
  decodeConnection6Key,
  encodeConnectionSweep,
  encodeConnectionTake,
  PolicyDirection,
} from './layout.gen.js';
import { type BpfMap, type BpfProgram, lookupSome } from './native.js';
import { runSyscall } from './test-run.js';

interface ConnectionPrograms {
  readonly connection_take: BpfProgram;
  readonly connection_sweep: BpfProgram;
}

/** TrackedConnections over the kernel's maps. */
export class BpfTrackedConnections implements TrackedConnections {
  readonly #maps: Readonly<Record<'connection4' | 'connection6', BpfMap>>;
  readonly #programs: ConnectionPrograms;
  /** What is passed to connection_take, over and over: thousands of connections may come with one port. */
  readonly #context = Buffer.alloc(CONNECTION_TAKE_BYTES);
  readonly #own = new Uint8Array(16);
  readonly #remote = new Uint8Array(16);
  readonly #scale = new Uint8Array(2);
  readonly #flags = new Uint8Array(2);

  constructor(maps: Readonly<Record<'connection4' | 'connection6', BpfMap>>, programs: ConnectionPrograms) {
    this.#maps = maps;
    this.#programs = programs;
  }

  readSome(family: ConnectionFamily, cursor: Uint8Array | null, max: number): TrackedRows {
    const map = family === 4 ? this.#maps.connection4 : this.#maps.connection6;
    return new Rows(family, lookupSome(map, cursor, max));
  }

  take(place: TakingPort, connection: TrackedConnection): ConnectionTaken {
    const { ownL4Port, remoteL4Port, protocol, began, state, sides } = connection;
    const { datapathId, slot, telling } = place;
    map(connection.own, this.#own);
    map(connection.remote, this.#remote);
    for (const direction of directions) {
      this.#scale[direction] = sides[direction].scale;
      this.#flags[direction] = sides[direction].flags;
    }
    encodeConnectionTake(
      {
        datapathId,
        slot,
        telling,
        ageNs: connection.ageMs * NS_PER_MS,
        idleNs: connection.idleMs * NS_PER_MS,
        own: this.#own,
        remote: this.#remote,
        ownL4Port,
        remoteL4Port,
        protocol,
        began,
        state,
        cut: connection.isCut ? 1 : 0,
        ip6: connection.own.length === 16 ? 1 : 0,
        scale: this.#scale,
        flags: this.#flags,
        taken: 0,
      },
      this.#context,
    );
    const { contextOut } = runSyscall(this.#programs.connection_take, this.#context);
    return contextOut.readUInt32LE(TAKEN_AT) as ConnectionTaken;
  }

  endUntold(datapathId: number, telling: number): void {
    const nothing = { ended: 0, left4: 0, left6: 0, fragments: 0 };
    const scope = ConnectionSweepScope.UNTOLD;
    runSyscall(this.#programs.connection_sweep, encodeConnectionSweep({ scope, datapathId, telling, ...nothing }));
  }
}

class Rows implements TrackedRows {
  readonly count: number;
  readonly cursor: Uint8Array | null;
  readonly #family: ConnectionFamily;
  readonly #keys: Buffer;
  readonly #keyBytes: number;
  readonly #values: Buffer;
  readonly #nowNs = process.hrtime.bigint();

  constructor(family: ConnectionFamily, rows: ReturnType<typeof lookupSome>) {
    this.#family = family;
    this.count = rows.count;
    this.cursor = rows.cursor;
    this.#keys = rows.keys;
    this.#keyBytes = family === 4 ? CONNECTION4_KEY_BYTES : CONNECTION6_KEY_BYTES;
    this.#values = rows.values;
  }

  datapathId(row: number): number {
    return this.#keys.readUInt32LE(row * this.#keyBytes);
  }

  slot(row: number): number {
    return decodeConnection(this.#values, row * CONNECTION_BYTES).slot;
  }

  connection(row: number): TrackedConnection {
    const at = row * CONNECTION_BYTES;
    const { rule, began, state, side } = decodeConnection(this.#values, at);
    const [remote = NO_SIDE, own = NO_SIDE] = side;
    return {
      ...this.#key(row * this.#keyBytes),
      began: began as PolicyDirection,
      state: state as ConnectionState,
      ageMs: this.#msSince(at + FIRST_NS_AT),
      idleMs: this.#msSince(at + LAST_NS_AT),
      isCut: rule === 0n,
      sides: [
        { scale: remote.scale, flags: remote.flags },
        { scale: own.scale, flags: own.flags },
      ],
    };
  }

  #key(at: number): Pick<TrackedConnection, 'own' | 'remote' | 'ownL4Port' | 'remoteL4Port' | 'protocol'> {
    if (this.#family === 6) {
      const { own, remote, ownL4Port, remoteL4Port, protocol } = decodeConnection6Key(this.#keys, at);
      return { own, remote, ownL4Port, remoteL4Port, protocol };
    }
    // Addresses as bytes, not as the numbers that the key's decoder makes of them.
    return {
      own: new Uint8Array(this.#keys.subarray(at + 4, at + 8)),
      remote: new Uint8Array(this.#keys.subarray(at + 8, at + 12)),
      ownL4Port: this.#keys.readUInt16BE(at + 12),
      remoteL4Port: this.#keys.readUInt16BE(at + 14),
      protocol: this.#keys.readUInt8(at + 16),
    };
  }

  /** Another CPU may have seen a packet after the clock was read; and the host may not be up for so long (modulo 2^64). */
  #msSince(at: number): number {
    const sinceNs = BigInt.asIntN(64, this.#nowNs - this.#values.readBigUInt64LE(at));
    return sinceNs > 0n ? Number(sinceNs / 1_000_000n) : 0;
  }
}

/** struct weft_connection */
const FIRST_NS_AT = 16;
const LAST_NS_AT = 24;
/** The last field of struct weft_connection_take. */
const TAKEN_AT = CONNECTION_TAKE_BYTES - 4;
const directions = [PolicyDirection.INGRESS, PolicyDirection.EGRESS] as const;
const NS_PER_MS = 1_000_000;
const NO_SIDE = { scale: 0, flags: 0 };

/** IPv4 as IPv6 (RFC 4291 section 2.5.5.2). */
function map(address: Uint8Array, mapped: Uint8Array): void {
  if (address.length === 16) {
    mapped.set(address);
    return;
  }
  mapped.fill(0, 0, 10);
  mapped.fill(0xff, 10, 12);
  mapped.set(address, 12);
}
