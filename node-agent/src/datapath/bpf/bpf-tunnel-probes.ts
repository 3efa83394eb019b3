import type { ProbeKeyPair, TunnelProbes, TunnelReading } from '../tunnel-probes.js';
import {
  decodeProbePeer,
  decodeTunnelKey,
  decodeTunnelPath,
  decodeTunnelRtt,
  encodeProbeConfig,
  encodeTunnelKey,
  encodeTunnelPath,
  PROBE_FRAME_MIN,
  PROBE_KEY_LEN,
  PROBE_PATHS,
  ProbeDrop,
  ProbeKeys,
  TUNNEL_KEY_BYTES,
  TUNNEL_PATH_BYTES,
  TUNNEL_RTT_BYTES,
  type TunnelPath,
} from './layout.gen.js';
import {
  type BpfMap,
  type BpfProgram,
  deleteEntry,
  lookup,
  lookupAll,
  lookupLocked,
  UpdateFlag,
  update,
} from './native.js';
import { BpfError } from './native-error.js';
import { encodeSkbContext, testRun } from './test-run.js';

/** Maps of modules/include/weft/tunnel_maps.h. */
export const tunnelMaps = ['probe_config', 'tunnel_path', 'tunnel_rtt', 'probe_peer', 'probe_drop'] as const;
type TunnelMapName = (typeof tunnelMaps)[number];

/** TunnelProbes over the kernel's maps. */
export class BpfTunnelProbes implements TunnelProbes {
  readonly #maps: Readonly<Record<TunnelMapName, BpfMap>>;
  readonly #send: BpfProgram;

  constructor(maps: Readonly<Record<TunnelMapName, BpfMap>>, send: BpfProgram) {
    this.#maps = maps;
    this.#send = send;
  }

  configure(keys: ProbeKeyPair | null): void {
    const none = new Uint8Array(PROBE_KEY_LEN);
    const count = keys === null ? ProbeKeys.NONE : keys.otherKey ? ProbeKeys.TWO : ProbeKeys.ONE;
    const value = encodeProbeConfig({ keys: count, key: keys?.key ?? none, otherKey: keys?.otherKey ?? none });
    update(this.#maps.probe_config, wordOf(0), value);
  }

  open(vtepId: number, sessionUs: number): void {
    const { tunnel_path, tunnel_rtt } = this.#maps;
    const row = encodeTunnelPath({ ...unused, session: sessionUs });
    updateIfAbsent(tunnel_rtt, wordOf(vtepId), Buffer.alloc(TUNNEL_RTT_BYTES));
    for (let path = 0; path < PROBE_PATHS; path++) updateIfAbsent(tunnel_path, encodeTunnelKey({ vtepId, path }), row);
  }

  close(vtepId: number): void {
    const { tunnel_path, tunnel_rtt, probe_peer } = this.#maps;
    for (let path = 0; path < PROBE_PATHS; path++)
      for (const map of [tunnel_path, probe_peer]) deleteEntry(map, encodeTunnelKey({ vtepId, path }));
    deleteEntry(tunnel_rtt, wordOf(vtepId));
  }

  opened(): number[] {
    const { keys, count } = lookupAll(this.#maps.tunnel_path);
    const vtepIds = new Set<number>();
    for (let i = 0; i < count; i++) vtepIds.add(decodeTunnelKey(keys, i * TUNNEL_KEY_BYTES).vtepId);
    return [...vtepIds];
  }

  send(vtepId: number, path: number, frameBytes: number): ProbeDrop {
    const context = encodeSkbContext({ cb: [vtepId, path, frameBytes] });
    // The frame is made by the program; what it leaves here is of no use, but has to fit.
    const dataOutBytes = Math.max(frameBytes, PROBE_FRAME_MIN);
    return testRun(this.#send, { data: TEMPLATE, context, dataOutBytes }).retval as ProbeDrop;
  }

  read(vtepId: number): TunnelReading | null {
    const rtt = lookup(this.#maps.tunnel_rtt, wordOf(vtepId));
    const paths = perPath(vtepId, (key) => lookupLocked(this.#maps.tunnel_path, key));
    const peers = perPath(vtepId, (key) => lookupLocked(this.#maps.probe_peer, key));
    if (!rtt || !paths.every((row) => row !== null)) return null;
    return {
      paths: paths.map((row) => decodeTunnelPath(row)),
      peers: peers.map((row) => row && decodeProbePeer(row)),
      roundTrips: decodeTunnelRtt(rtt).buckets,
    };
  }

  readPath(vtepId: number, path: number): TunnelPath | null {
    const row = lookupLocked(this.#maps.tunnel_path, encodeTunnelKey({ vtepId, path }));
    return row && decodeTunnelPath(row);
  }

  drops(): number[] {
    return Array.from({ length: ProbeDrop.END }, (_, reason) => {
      const values = lookup(this.#maps.probe_drop, wordOf(reason));
      let probes = 0;
      for (let at = 0; values && at < values.length; at += 8) probes += Number(values.readBigUInt64LE(at));
      return probes;
    });
  }
}

const TEMPLATE = Buffer.alloc(PROBE_FRAME_MIN);
const unused = decodeTunnelPath(Buffer.alloc(TUNNEL_PATH_BYTES));

function updateIfAbsent(map: BpfMap, key: Buffer, value: Buffer): void {
  try {
    update(map, key, value, UpdateFlag.NOEXIST);
  } catch (error) {
    if (!(error instanceof BpfError) || error.code !== 'EXISTS') throw error;
  }
}

function perPath(vtepId: number, read: (key: Buffer) => Buffer | null): (Buffer | null)[] {
  return Array.from({ length: PROBE_PATHS }, (_, path) => read(encodeTunnelKey({ vtepId, path })));
}

function wordOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
