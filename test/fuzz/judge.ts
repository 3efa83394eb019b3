import { parseIp } from '../../proto/src/ip.js';
import { Cloud } from '../model/cloud.js';
import { farNodes, type PortSpec } from '../model/topology.js';
import type { Underlay } from '../model/underlay.js';
import { type Observed, WIRE, type World } from '../model/world.js';

/** A frame as it was sent, and by whom: the machine of a port, or (null) somebody on the wire. */
export interface Sent {
  readonly port: PortSpec | null;
  readonly frame: Buffer;
}

const EXTENSION_HEADERS = [0, 43, 44, 60];
const FRAGMENT_HEADER = 44;

/** What a frame on the wire says outside: behind a priority tag (IEEE 802.1Q), options and extension headers, however wrong. */
export function tunnelOf({ family }: Underlay, frame: Buffer): { readonly vni: number; readonly source: Buffer } {
  const ip = frame.readUInt16BE(12) === 0x8100 ? 18 : 14;
  const [sourceAt, addressBytes] = family === 4 ? [ip + 12, 4] : [ip + 8, 16];
  let l4 = ip + (family === 4 ? ((frame[ip] ?? 0) & 15) * 4 : 40);
  for (let next = frame[ip + 6] ?? 0; family === 6 && EXTENSION_HEADERS.includes(next) && l4 < frame.length; ) {
    const bytes = next === FRAGMENT_HEADER ? 8 : ((frame[l4 + 1] ?? 0) + 1) * 8;
    next = frame[l4] ?? 0;
    l4 += bytes;
  }
  const at = l4 + 8 + 4;
  return {
    vni: frame.length >= at + 3 ? frame.readUIntBE(at, 3) : -1,
    source: frame.subarray(sourceAt, sourceAt + addressBytes),
  };
}

/**
 * What is wrong with what came of a frame, in words; null: nothing.
 * - What a machine sends arrives only in networks that routers join with its own.
 * - What is on the wire arrives only in the network that it names, from a node that takes part there, and never goes into a tunnel again.
 * - Each frame of a machine counts once: as sent, or as dropped before that with a reason.
 */
export function judge(world: World, sent: Sent, observed: Observed): string | null {
  return crossing(world, sent, observed) ?? uncounted(sent, observed);
}

function crossing(world: World, { port, frame }: Sent, { frames }: Observed): string | null {
  const { topology, underlay } = world;
  const cloud = new Cloud(topology);
  const networkOf = (vni: number) => topology.networks.find(({ id }) => (world.row('network', id).vni ?? 0) === vni);
  const tunnel = tunnelOf(underlay, frame);
  const sender = port ? port.network : networkOf(tunnel.vni)?.id;
  const node = farNodes.find((far) => tunnel.source.equals(Buffer.from(parseIp(underlay.peers[far]))));
  for (const { at, frame: seen } of frames) {
    const hex = seen.toString('hex');
    if (at === WIRE) {
      if (!port) return `sent on into a tunnel: ${hex}`;
      const to = networkOf(tunnelOf(underlay, seen).vni)?.id;
      if (to === undefined || !cloud.scope(port.network).has(to)) return `from ${sender} to ${to} in a tunnel: ${hex}`;
      continue;
    }
    const receiver = topology.ports.find((p) => p.device === at);
    if (!receiver) return `at ${at}, where no port is: ${hex}`;
    const to = receiver.network;
    if (port) {
      if (!cloud.scope(port.network).has(to)) return `from ${sender} to ${receiver.id} of ${to}: ${hex}`;
      continue;
    }
    if (sender !== to) return `in a tunnel of ${sender} to ${receiver.id} of ${to}: ${hex}`;
    if (!node || !cloud.takesPart(node, to)) return `from ${node ?? 'no node'}, which has no part in ${to}: ${hex}`;
  }
  return null;
}

/** Bytes that a VLAN tag needs, with the type behind it: of less the kernel makes no packet. */
const TAGGED_BYTES = 20;

function uncounted({ port, frame }: Sent, { sent, drops }: Observed): string | null {
  if (!port || (frame.length < TAGGED_BYTES && [0x8100, 0x88a8].includes(frame.readUInt16BE(12)))) return null;
  const dropped = Object.values(drops[port.id] ?? {}).reduce((sum, packets) => sum + packets, 0);
  if (sent === 0 && dropped !== 1) return `sent by nobody, and dropped ${dropped} times`;
  return sent > 1 ? `sent ${sent} times` : null;
}
