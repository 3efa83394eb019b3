import type { CompactAgentStatus } from './compact-agent.js';

/** What is said between the simulator and the processes that hold its agents, over Node.js IPC. */

export type FleetRequest =
  | { readonly do: 'start'; readonly address: string; readonly agents: readonly AgentSpec[] }
  | { readonly do: 'status' }
  | { readonly do: 'pause' | 'resume' | 'restart' | 'forget'; readonly nodeIds: readonly string[] }
  | { readonly do: 'acks'; readonly audiences: readonly (readonly string[])[]; readonly writes: readonly AckQuery[] };

export interface AgentSpec {
  readonly nodeId: string;
  /** PEM files; null: plain text. */
  readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string } | null;
}

/** A write, and who had to hear of it: an index of `audiences`. */
export interface AckQuery {
  readonly revision: number;
  readonly audience: number;
}

/** When the last agent of the process that is in a write's audience acked it; null: none is; 'never': one has not. */
export type LastAck = number | null | 'never';

export type FleetAnswer =
  | { readonly did: 'done' }
  | { readonly did: 'status'; readonly agents: readonly CompactAgentStatus[] }
  | { readonly did: 'acks'; readonly lastAcksMs: readonly LastAck[] };
