import { weft } from '../../../proto/gen/codecs.js';
import type { TunnelService } from '../../../proto/gen/services.js';
import { invalidField, notFound, requiredField } from '../../../proto/src/errors.js';
import { optionalId, requireId } from '../model/fields.js';
import { listPairs, type PairFilter } from '../tunnels/pair-list.js';
import type { TunnelBoard } from '../tunnels/tunnel-board.js';
import type { TunnelPicture } from '../tunnels/tunnel-picture.js';
import { PageTokens } from './page-token.js';
import type { Handlers } from './serve.js';
import type { TunnelWatches } from './tunnel-watch.js';

/** Bytes of an answer at most, and one element more: grpc-js clients refuse messages over 4 MB. */
const answerBytes = 2 * 1024 * 1024;

/** What is known of tunnels. */
export interface TunnelFacts {
  readonly board: TunnelBoard;
  readonly picture: TunnelPicture;
}

/** Serves the picture of tunnels. Everything is answered from memory, at once. */
export function tunnelHandlers(
  { board, picture }: TunnelFacts,
  watches: TunnelWatches,
  { clusterId, epoch }: { readonly clusterId: string; readonly epoch: string },
): Handlers<typeof TunnelService> {
  const tokens = new PageTokens(clusterId, epoch, 'page_token');
  return {
    listTunnels: async ({ pageSize, pageToken, nodeId, states }) => {
      const filter = filterOf(nodeId, states);
      const list = `tunnels ${filter.nodeId} ${[...filter.states].sort()}`;
      const [a, b = ''] = tokens.open(list, pageToken).split(' ');
      const { pairs, next } = listPairs(board, filter, a ? { a, b } : null, limitOf(pageSize));
      const tunnels = pairs.map((pair) => board.tunnel(pair));
      const nextPageToken = next ? tokens.seal(list, `${next.a} ${next.b}`) : '';
      return weft.v1.ListTunnelsResponse.create({ tunnels, nextPageToken, summary: picture.summary() });
    },

    getTunnel: async ({ nodeA, nodeB }) => {
      const a = requireId(nodeA, 'node_a');
      const b = requireId(nodeB, 'node_b');
      const tunnel = picture.tunnel(a, b);
      if (!tunnel) throw notFound('tunnel', `${a} ${b}`);
      const [first, second] = a < b ? [a, b] : [b, a];
      return weft.v1.GetTunnelResponse.create({
        tunnel,
        aHistory: picture.history(first, second),
        bHistory: picture.history(second, first),
        incidents: picture.incidents(false).filter(({ nodeIds }) => nodeIds?.every((id) => id === a || id === b)),
      });
    },

    watchTunnels: (call) => watches.serve(call, filterOf(call.request.nodeId, call.request.states)),

    listTunnelIncidents: async ({ nodeId, openOnly }) => {
      const id = optionalId(nodeId, 'node_id');
      const incidents: weft.v1.TunnelIncident.$Properties[] = [];
      let bytes = 0;
      for (const incident of picture.incidents(openOnly)) {
        if (id !== '' && !incident.nodeIds?.includes(id)) continue;
        bytes += weft.v1.TunnelIncident.encode(incident).finish().length;
        if (bytes > answerBytes) break;
        incidents.push(incident);
      }
      return weft.v1.ListTunnelIncidentsResponse.create({ incidents });
    },

    listTunnelTraffic: async ({ pageSize, pageToken, vni, nodeId, innerFlows }) => {
      if (innerFlows && vni === 0) throw requiredField('vni');
      const id = optionalId(nodeId, 'node_id');
      const list = `traffic ${vni} ${id} ${innerFlows}`;
      const [at, from = '', to = ''] = tokens.open(list, pageToken).split(' ');
      const limit = limitOf(pageSize);
      const traffic: weft.v1.NodeTraffic.$Properties[] = [];
      let bytes = 0;
      let next = '';
      for (const row of picture.trafficBehind(vni, at ? { vni: Number(at), from, to } : null)) {
        if (id !== '' && board.nodes.idAt(row.from) !== id) continue;
        const last = traffic.at(-1)?.total;
        if (traffic.length === limit || bytes > answerBytes) {
          next = tokens.seal(list, `${last?.vni} ${traffic.at(-1)?.nodeId} ${last?.remoteNodeId}`);
          break;
        }
        const told = picture.nodeTraffic(row, innerFlows);
        if (innerFlows) bytes += weft.v1.NodeTraffic.encode(told).finish().length;
        traffic.push(told);
      }
      return weft.v1.ListTunnelTrafficResponse.create({ traffic, nextPageToken: next });
    },
  };
}

function filterOf(nodeId: string, states: readonly weft.v1.TunnelState[]): PairFilter {
  for (const [i, state] of states.entries()) {
    if (!(state >= weft.v1.TunnelState.TUNNEL_UNKNOWN && state <= weft.v1.TunnelState.TUNNEL_DOWN)) {
      throw invalidField(`states[${i}]`, `${state} is no state of a tunnel`);
    }
  }
  return { nodeId: optionalId(nodeId, 'node_id'), states: new Set(states) };
}

function limitOf(pageSize: number): number {
  return Math.min(pageSize || 100, 1_000);
}
