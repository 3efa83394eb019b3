import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { type Cloud, GATEWAY_MAC } from './cloud.js';
import { type Connection, Connections, OnTheEdge } from './connections-oracle.js';
import { FragmentsOracle } from './fragments-oracle.js';
import { isMulticastMac } from './frame-parts.js';
import { TCP, UDP } from './groups.js';
import {
  connectionKey,
  type Direction,
  echoOf,
  isGroup,
  isIcmp,
  type Policed,
  policedPacket,
} from './policed-packet.js';
import { quotedBy } from './quoted-packet.js';
import { type Question, type RuleOrder, RulesOracle, type Verdict } from './rules-oracle.js';
import { TcpOracle } from './tcp-oracle.js';
import { isSensible, readSegment } from './tcp-segment.js';
import { HERE, type PortSpec } from './topology.js';

/** Where a frame meets the policy of a port. */
export type Meeting = Pick<Policed, 'port' | 'direction' | 'frame' | 'node'>;

const NEIGHBOR_DISCOVERY = [133, 134, 135, 136, 137];
const LISTENERS = [130, 131, 132, 143];

/**
 * Security groups as docs/security-groups.md has them: which packets may pass a port, what of connections is remembered, and how often each rule allowed one. It has
 * a clock of its own, in seconds.
 */
export class PolicyOracle {
  now = 0;
  #cloud: Cloud;
  #rules: RulesOracle;
  readonly #connections = new Connections();
  readonly #fragments = new FragmentsOracle();
  /** Of each port: what its policy is, and how often there was another one. */
  readonly #policies = new Map<string, { readonly content: string; readonly version: number }>();
  /** Packets that each rule allowed: `port direction group/rule`, `port direction denied` for those that none did. */
  readonly hits = new Map<string, number>();

  constructor(cloud: Cloud, orderOf: RuleOrder) {
    this.#cloud = cloud;
    this.#rules = new RulesOracle(cloud, orderOf);
    this.become(cloud, orderOf);
  }

  /** The cloud is another one from now on. */
  become(cloud: Cloud, orderOf: RuleOrder): void {
    const before = this.#cloud.topology;
    const known = membersKnown(this.#cloud);
    this.#cloud = cloud;
    this.#rules = new RulesOracle(cloud, orderOf);
    const here = (ports: readonly PortSpec[]) => ports.filter((port) => port.device !== null);
    const now = here(cloud.topology.ports);
    for (const { id, device } of here(before.ports)) {
      const after = now.find((port) => port.id === id);
      if (after?.device === device && after.groups.length > 0) continue;
      this.#forget(id);
      if (!after) for (const key of [...this.hits.keys()]) if (key.startsWith(`${id} `)) this.hits.delete(key);
    }
    // Whoever leaves a group, or is nowhere any more, may have been let in as its member.
    const members = membersKnown(cloud);
    const left = new Set([...known].filter((member) => !members.has(member)).map((member) => member.split(' ')[1]));
    for (const port of now) {
      if (port.groups.length === 0) continue;
      const content = this.#rules.contentOf(port);
      const policy = this.#policies.get(port.id);
      const isOther = policy?.content !== content;
      const asksAgain = this.#rules.namedBy(port).some((group) => left.has(group));
      if (isOther || asksAgain) this.#policies.set(port.id, { content, version: (policy?.version ?? 0) + 1 });
    }
  }

  #forget(port: string): void {
    this.#connections.endOf(port);
    this.#fragments.endOf(port);
    this.#policies.delete(port);
  }

  /** May the frame pass the port? Why not, or null. */
  pass(meeting: Meeting): DropReasonName | null {
    const { port, direction } = meeting;
    if (port.groups.length === 0 || meeting.frame.readUInt16BE(12) === 0x0806) return null;
    const packet = policedPacket(meeting);
    if (packet === null) return 'NOT_IP';
    if (typeof packet === 'string') return packet;
    if (isNeverAskedAbout(packet)) return null;
    if (direction === 'out' && this.#goesAstray(packet)) return 'EGRESS_DENIED';
    const version = this.#policies.get(port.id)?.version ?? 0;
    if (packet.piece && packet.piece.offset > 0) return this.#fragments.later(packet, packet.piece, version, this.now);
    const reason = this.#judge(packet, version);
    if (reason !== null || !packet.piece) return reason;
    return this.#fragments.first(packet, packet.piece, version, this.now);
  }

  #judge(packet: Policed, version: number): DropReasonName | null {
    if (packet.toMany) return this.#alone(packet);
    const key = connectionKey(packet);
    if (key === null) return this.#isAboutConnection(packet, version) ? null : this.#alone(packet);
    const segment = packet.protocol === TCP ? readSegment(packet.l4, packet.piece !== null) : null;
    if (packet.protocol === TCP && (!segment || !isSensible(segment))) return 'CONNECTION_INVALID';
    const cutOrOld = this.#connections.living(key, this.now);
    if (cutOrOld && (cutOrOld.rule === null || cutOrOld.version !== version)) {
      cutOrOld.rule = this.#ask(packet, cutOrOld.began, cutOrOld.rule !== null);
      if (cutOrOld.rule === null) {
        cutOrOld.last = this.now;
        return denied(packet.direction);
      }
      cutOrOld.version = version;
    }
    // One that was cut may have ended meanwhile, as if it had not been.
    const known = this.#connections.living(key, this.now);
    if (known) return this.#follow(packet, key, known, version);
    if (segment?.syn && segment.ack) return 'CONNECTION_INVALID';
    const beginsNothing = segment ? segment.rst || segment.fin : echoOf(packet)?.asks === false;
    return beginsNothing ? this.#alone(packet) : this.#begin(packet, key, version);
  }

  #follow(packet: Policed, key: string, known: Connection, version: number): DropReasonName | null {
    const segment = packet.protocol === TCP ? readSegment(packet.l4, packet.piece !== null) : null;
    if (known.tcp && segment) {
      const followed = known.tcp.follow(packet.direction, segment);
      if (followed === null)
        throw new OnTheEdge('nothing is said of what a side that was not heard says once it is closed');
      if (followed === 'invalid') return 'CONNECTION_INVALID';
      if (followed === 'opens') return this.#begin(packet, key, version);
      if (followed === 'lives') known.last = this.now;
      return null;
    }
    known.last = this.now;
    if (packet.direction !== known.began) known.answered = true;
    return null;
  }

  #begin(packet: Policed, key: string, version: number): DropReasonName | null {
    const rule = this.#ask(packet, packet.direction);
    if (rule === null) return denied(packet.direction);
    const segment = packet.protocol === TCP ? readSegment(packet.l4, packet.piece !== null) : null;
    this.#connections.add(key, {
      ...{ port: packet.port.id, protocol: packet.protocol, began: packet.direction, rule, version },
      ...{ last: this.now, answered: false, isEcho: isIcmp(packet) },
      tcp: segment ? new TcpOracle(packet.direction, segment) : null,
    });
    return null;
  }

  #alone(packet: Policed): DropReasonName | null {
    return this.#ask(packet, packet.direction) === null ? denied(packet.direction) : null;
  }

  /** Asks the rules, and counts what they say. `isLive`: about a connection that lives. */
  #ask(packet: Policed, began: Direction, isLive = false): Verdict {
    const rule = this.#rules.judge(this.#questionOf(packet, began, isLive));
    const key = `${packet.port.id} ${began} ${rule ?? 'denied'}`;
    this.hits.set(key, (this.hits.get(key) ?? 0) + 1);
    return rule;
  }

  /** The question about the packet that began the connection, of which this one is. */
  #questionOf(packet: Policed, began: Direction, isLive: boolean): Question {
    const { port, protocol, l4, remote } = packet;
    const same = began === packet.direction;
    const hasPorts = protocol === TCP || protocol === UDP;
    const echo = echoOf(packet);
    const [asks, answers] = packet.source.length === 8 ? [8, 0] : [128, 129];
    const type = same || !echo ? (l4[0] ?? 0) : echo.asks ? answers : asks;
    return {
      ...{ port, direction: began, remote, protocol, remotePort: this.#remotePort(packet, isLive) },
      l4Port: hasPorts ? l4.readUInt16BE(same ? 2 : 0) : null,
      // The question that an answer answers has code 0 (RFC 792, RFC 4443).
      icmp: isIcmp(packet) ? { type, code: same || !echo ? (l4[1] ?? 0) : 0 } : null,
    };
  }

  /** Who is at the other end: docs/decisions/0006, "A receiver finds out by itself who sent"; in a connection that lives who it says (0007). */
  #remotePort(packet: Policed, isLive: boolean): PortSpec | null {
    const { port, own, remote, direction, node } = packet;
    const holder = this.#isRouted(packet)
      ? this.#behindRouter(port, own, remote)
      : this.#cloud.portOf(port.network, remote);
    if (!holder || (direction === 'in' && holder.node !== node && !isLive)) return null;
    return holder;
  }

  #isRouted({ direction, frame }: Policed): boolean {
    return (direction === 'out' ? frame.toString('hex', 0, 6) : frame.toString('hex', 6, 12)) === GATEWAY_MAC;
  }

  #behindRouter(port: PortSpec, own: string, remote: string): PortSpec | null {
    const router = this.#cloud.gatewayFor(port, own)?.router;
    const route = router ? this.#cloud.routeTo(router, remote) : null;
    return route && route.nextHop === null ? this.#cloud.portOf(route.network.id, remote) : null;
  }

  /** Where not all may leave, frames have to be for the MAC of who has the address, or for the gateway's. */
  #goesAstray(packet: Policed): boolean {
    const { port, own, remote, frame } = packet;
    if (this.#isRouted(packet) || this.#rules.mayAllLeave(port)) return false;
    const holder = this.#cloud.portOf(port.network, remote);
    if (!holder) return this.#behindRouter(port, own, remote) !== null;
    return !this.#cloud.isMacOf(holder, frame.toString('hex', 0, 6));
  }

  /** Is it an ICMP error about a packet of a connection of the port that lives and was judged under its policy, gone the other way? */
  #isAboutConnection(packet: Policed, version: number): boolean {
    const quoted = quotedBy(packet);
    const known = quoted && this.#connections.living(quoted.key, this.now);
    if (!quoted || !known || known.rule === null || known.version !== version) return false;
    return known.tcp && quoted.sequence !== null ? known.tcp.hasSent(quoted.direction, quoted.sequence) : true;
  }
}

/** `port group`, of ports that are bound in networks which this node takes part in. */
function membersKnown(cloud: Cloud): Set<string> {
  const known = cloud.topology.ports.filter(({ node, network }) => node !== null && cloud.takesPart(HERE, network));
  return new Set(known.flatMap(({ id, groups }) => groups.map((group) => `${id} ${group}`)));
}

function isNeverAskedAbout(packet: Policed): boolean {
  if (packet.source.length === 8 || !isIcmp(packet) || (packet.piece && packet.piece.offset > 0)) return false;
  const type = packet.l4[0] ?? 0;
  return (
    NEIGHBOR_DISCOVERY.includes(type) ||
    (LISTENERS.includes(type) && isMulticastMac(packet.frame) && isGroup(packet.destination))
  );
}

function denied(direction: Direction): DropReasonName {
  return direction === 'out' ? 'EGRESS_DENIED' : 'INGRESS_DENIED';
}
