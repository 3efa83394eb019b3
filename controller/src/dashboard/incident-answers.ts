import type { weft } from '../../../proto/gen/codecs.js';
import { INCIDENTS_SHOWN, type IncidentAnswer, type OpenIncidents } from '../../../proto/src/dashboard/answers.js';
import { unixMsOf } from '../tunnels/tick-clock.js';
import type { TunnelSource } from '../tunnels/tunnel-source.js';

/** Incidents that last, newest first. */
export function openIncidents(source: TunnelSource): OpenIncidents {
  const all = source.incidents(true).map(incidentAnswer);
  all.sort((x, y) => y.sinceMs - x.sinceMs);
  return { incidents: all.slice(0, INCIDENTS_SHOWN), total: all.length };
}

/** Incidents of one of these nodes that last or ended lately, as many as `limit`. */
export function incidentsOf(source: TunnelSource, nodeIds: readonly string[], limit: number): IncidentAnswer[] {
  const concerned = source.incidents(false).filter((incident) => incident.nodeIds?.some((id) => nodeIds.includes(id)));
  return concerned.slice(0, limit).map(incidentAnswer);
}

function incidentAnswer(incident: weft.v1.TunnelIncident.$Properties): IncidentAnswer {
  return {
    id: incident.id ?? '',
    kind: incident.kind ?? 0,
    sinceMs: unixMsOf(incident.since),
    endedMs: unixMsOf(incident.ended),
    nodeIds: incident.nodeIds ?? [],
    tunnels: incident.tunnels ?? 0,
    tunnelsTotal: incident.tunnelsTotal ?? 0,
    reasons: incident.reasons ?? [],
    message: incident.message ?? '',
  };
}
