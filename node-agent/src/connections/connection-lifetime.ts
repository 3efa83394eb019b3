import {
  ConnectionState,
  CUT_S,
  ICMP_S,
  OTHER_S,
  TCP_CLOSED_S,
  TCP_CLOSING_S,
  TCP_ESTABLISHED_S,
  TCP_HANDSHAKE_S,
  UDP_REPLIED_S,
  UDP_S,
} from '../datapath/bpf/layout.gen.js';
import type { TrackedConnection } from '../datapath/tracked-connections.js';

export const IpProtocol = { ICMP: 1, TCP: 6, UDP: 17, ICMP6: 58 } as const;

/** Is it one still, or only not swept yet? As weft_connection_lives. */
export function isAlive({ protocol, state, isCut, idleMs }: TrackedConnection): boolean {
  return idleMs < 1_000 * Math.max(TCP_CLOSED_S, isCut ? CUT_S : lifetimeS(protocol, state));
}

/** Seconds without a packet after which a connection is none any more. */
function lifetimeS(protocol: number, state: ConnectionState): number {
  switch (protocol) {
    case IpProtocol.TCP:
      return tcpLifetimeS(state);
    case IpProtocol.UDP:
      return state === ConnectionState.ESTABLISHED ? UDP_REPLIED_S : UDP_S;
    case IpProtocol.ICMP:
    case IpProtocol.ICMP6:
      return ICMP_S;
    default:
      return OTHER_S;
  }
}

function tcpLifetimeS(state: ConnectionState): number {
  switch (state) {
    case ConnectionState.ESTABLISHED:
      return TCP_ESTABLISHED_S;
    case ConnectionState.CLOSING:
      return TCP_CLOSING_S;
    case ConnectionState.CLOSED:
      return TCP_CLOSED_S;
    default:
      return TCP_HANDSHAKE_S;
  }
}
