import type { weft } from '../../../proto/gen/codecs.js';
import { ConnectionState, PolicyDirection, TcpSideFlags } from '../datapath/bpf/layout.gen.js';
import type { TrackedConnection, TrackedSide } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { IpProtocol } from './connection-lifetime.js';
import { isOwnAddress } from './own-addresses.js';

type Message = weft.v1.ConnectionState.$Properties;

/** A connection as a node tells it. */
export function messageOf(connection: TrackedConnection): Message {
  const { own, remote, ownL4Port, remoteL4Port, protocol, began, state, ageMs, idleMs, isCut, sides } = connection;
  const [remoteSide, ownSide] = sides;
  return {
    own,
    remote,
    ownL4Port,
    remoteL4Port,
    protocol,
    began,
    state,
    ageMs,
    idleMs,
    cut: isCut,
    ...(protocol === IpProtocol.TCP && { remoteSide: sideMessage(remoteSide), ownSide: sideMessage(ownSide) }),
  };
}

function sideMessage({ scale, flags }: TrackedSide): weft.v1.TcpSide.$Properties {
  return { scale, flags: flags & ~TcpSideFlags.KNOWN };
}

/** What another node told of a port that comes here; what is wrong with it if it can't be one of the port's connections. */
export function connectionOf(message: Message, port: LocalPort): TrackedConnection | string {
  const protocol = message.protocol ?? 0;
  const began = message.began ?? 0;
  const state = message.state ?? 0;
  const ownL4Port = message.ownL4Port ?? 0;
  const remoteL4Port = message.remoteL4Port ?? 0;
  const ageMs = message.ageMs ?? 0;
  const idleMs = message.idleMs ?? 0;
  const own = bytesOf(message.own);
  const remote = bytesOf(message.remote);
  if ((own.length !== 4 && own.length !== 16) || remote.length !== own.length)
    return `addresses of ${own.length} and ${remote.length} bytes`;
  if (!isOwnAddress(port, own)) return "an address that is not the port's";
  if (ownL4Port > 0xffff || remoteL4Port > 0xffff) return `l4 ports ${ownL4Port} and ${remoteL4Port}`;
  if (protocol > 0xff) return `protocol ${protocol}`;
  if (began !== PolicyDirection.INGRESS && began !== PolicyDirection.EGRESS) return `direction ${began}`;
  if (!isState(protocol, state)) return `state ${state} of protocol ${protocol}`;
  if (idleMs > ageMs) return `a packet ${ageMs - idleMs} ms before it began`;
  const sides = sidesOf(message);
  if (typeof sides === 'string') return sides;
  return {
    own,
    remote,
    ownL4Port,
    remoteL4Port,
    protocol,
    began,
    state,
    ageMs: Math.min(ageMs, AGE_MAX_MS),
    idleMs: Math.min(idleMs, AGE_MAX_MS),
    isCut: message.cut ?? false,
    sides,
  };
}

function isState(protocol: number, state: number): state is ConnectionState {
  const { NEW, ESTABLISHED } = ConnectionState;
  if (protocol !== IpProtocol.TCP) return state === NEW || state === ESTABLISHED;
  return Object.values<number>(ConnectionState).includes(state);
}

function sidesOf({ protocol, remoteSide, ownSide }: Message): [TrackedSide, TrackedSide] | string {
  if (protocol !== IpProtocol.TCP) return [NO_SIDE, NO_SIDE];
  if (!remoteSide || !ownSide) return 'TCP without what its sides have said';
  const remote = sideOf(remoteSide);
  const own = sideOf(ownSide);
  for (const { scale, flags } of [remote, own]) {
    if (scale > SCALE_MAX) return `windows shifted by ${scale}`;
    if ((flags & ~SIDE_FLAGS) !== 0) return `flags ${flags} of a side`;
  }
  return [remote, own];
}

function sideOf({ scale, flags }: weft.v1.TcpSide.$Properties): TrackedSide {
  return { scale: scale ?? 0, flags: flags ?? 0 };
}

const NO_SIDE: TrackedSide = { scale: 0, flags: 0 };
const SIDE_FLAGS = TcpSideFlags.SCALED | TcpSideFlags.FIN | TcpSideFlags.FIN_ACKED | TcpSideFlags.SYN;
/** RFC 7323 section 2.3. */
const SCALE_MAX = 14;
const NO_BYTES = new Uint8Array();
/** About 100 days, beyond which nanoseconds are not exact: what nobody needs to know of a connection. */
const AGE_MAX_MS = 9_000_000_000;

/** Of a decoder these are parts of a larger buffer. */
function bytesOf(bytes: Uint8Array | null | undefined): Uint8Array {
  return new Uint8Array(bytes ?? NO_BYTES);
}
