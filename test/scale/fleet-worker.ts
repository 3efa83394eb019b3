import { readFileSync } from 'node:fs';
import { CompactAgent } from './compact-agent.js';
import type { AckQuery, AgentSpec, FleetAnswer, FleetRequest, LastAck } from './fleet-protocol.js';

/** A process full of simulated agents; see fleet.ts. It ends when its parent is gone. */

/** Restarting agents come back within this time, as processes of different hosts would. */
const restartSpreadMs = 500;

const agents = new Map<string, CompactAgent>();

function handle(request: FleetRequest): FleetAnswer {
  switch (request.do) {
    case 'start':
      for (const spec of request.agents) start(spec, request.address);
      return { did: 'done' };
    case 'status':
      return { did: 'status', agents: [...agents.values()].map((agent) => agent.status()) };
    case 'acks':
      return { did: 'acks', lastAcksMs: lastAcks(request.audiences, request.writes) };
    default:
      for (const id of request.nodeIds) {
        const agent = agents.get(id);
        if (agent) command(agent, request.do);
      }
      return { did: 'done' };
  }
}

function start({ nodeId, tls }: AgentSpec, address: string): void {
  const material = tls && {
    ca: readFileSync(tls.ca),
    cert: readFileSync(tls.certificate),
    key: readFileSync(tls.key),
  };
  const agent = new CompactAgent(nodeId, address, material);
  agents.set(nodeId, agent);
  agent.start();
}

function command(agent: CompactAgent, what: 'pause' | 'resume' | 'restart' | 'forget'): void {
  if (what === 'pause') agent.pause();
  else if (what === 'resume') agent.resume();
  else {
    agent.stop(what === 'forget');
    setTimeout(() => agent.start(), Math.random() * restartSpreadMs);
  }
}

function lastAcks(audiences: readonly (readonly string[])[], writes: readonly AckQuery[]): LastAck[] {
  const mine = audiences.map((ids) => ids.flatMap((id) => agents.get(id) ?? []));
  return writes.map(({ revision, audience }) => {
    let last: number | null = null;
    for (const agent of mine[audience] ?? []) {
      const atMs = agent.ackedAtMs(revision);
      if (atMs === null) return 'never';
      last = Math.max(last ?? 0, atMs);
    }
    return last;
  });
}

process.on('message', ({ id, request }: { id: number; request: FleetRequest }) => {
  process.send?.({ id, answer: handle(request) });
});
process.on('disconnect', () => process.exit(0));
