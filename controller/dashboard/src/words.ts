/** weft.v1.TunnelState. */
export const State = { GONE: 0, UNKNOWN: 1, UP: 2, DEGRADED: 3, DOWN: 4 } as const;

/** By weft.v1.TunnelState. */
export const stateWords: readonly string[] = ['no tunnel', 'unknown', 'up', 'degraded', 'down'];

/** Signs beside the words, so that no state is told by colour alone. */
export const stateSigns: readonly string[] = ['', '?', '✓', '▲', '✕'];

/** By weft.v1.TunnelReason. */
const reasonWords: readonly string[] = [
  'unspecified',
  'no reply',
  'loss out',
  'loss back',
  'latency',
  'path MTU',
  'a path is cut',
];

/** By weft.v1.TunnelIncidentKind. */
const incidentWords: readonly string[] = [
  'incident',
  'node unreachable',
  'tunnel down',
  'node degraded',
  'tunnel degraded',
];

export function stateWord(state: number): string {
  return stateWords[state] ?? `state ${state}`;
}

export function reasonText(reasons: readonly number[]): string {
  return reasons.map((reason) => reasonWords[reason] ?? `reason ${reason}`).join(', ');
}

export function incidentWord(kind: number): string {
  return incidentWords[kind] ?? `incident of kind ${kind}`;
}

/** The state that an incident of this kind is about. */
export function incidentState(kind: number): number {
  return kind === 1 || kind === 2 ? State.DOWN : State.DEGRADED;
}
