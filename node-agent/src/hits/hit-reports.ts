import type { weft } from '../../../proto/gen/codecs.js';

/** Half of what the protocol allows: room for what is estimated too low. */
const REPORT_BYTES = 512 * 1024;
/** Ports that the controller takes in one report. */
const REPORT_PORTS = 10_000;
/** At most, encoded: four fields, and their length. */
const HIT_BYTES = 32;
/** Beside the port's id. */
const PORT_BYTES = 24;

/** As many reports as it takes, each under the protocol's limit; a port of many hits may be in several. */
export function* hitReports(
  ports: readonly weft.v1.PortRuleHits.$Properties[],
): Generator<weft.v1.RuleHitsReport.$Properties> {
  const hitsPerPart = Math.floor(REPORT_BYTES / HIT_BYTES);
  let report: weft.v1.PortRuleHits.$Properties[] = [];
  let bytes = 0;
  for (const port of ports) {
    const hits = port.hits ?? [];
    for (let at = 0; at === 0 || at < hits.length; at += hitsPerPart) {
      const part = { ...port, hits: hits.slice(at, at + hitsPerPart) };
      const size = PORT_BYTES + (port.portId?.length ?? 0) + HIT_BYTES * part.hits.length;
      if (report.length > 0 && (bytes + size > REPORT_BYTES || report.length >= REPORT_PORTS)) {
        yield { ports: report };
        report = [];
        bytes = 0;
      }
      report.push(part);
      bytes += size;
    }
  }
  if (report.length > 0) yield { ports: report };
}
