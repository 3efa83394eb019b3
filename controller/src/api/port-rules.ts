import { weft } from '../../../proto/gen/codecs.js';
import { timestamp } from '../model/metadata.js';
import type { Tables } from '../store/change.js';
import type { PortHits } from './status-source.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

/** The rules of all groups of a port, by group, ingress first, each with what it did. `hits` null: nobody has told. */
export function portRules(
  port: Tables['port'],
  groupOf: (id: string) => Tables['securityGroup'] | null,
  hits: PortHits | null,
): weft.v1.ListPortRulesResponse {
  const packets = (direction: weft.v1.RuleDirection, groupId: number, number: number) =>
    hits?.packets(direction, groupId, number) ?? 0;
  const rules = port.securityGroupIds.flatMap((securityGroupId) => {
    const group = groupOf(securityGroupId);
    return [INGRESS, EGRESS].flatMap((direction) =>
      (group?.rules ?? [])
        .filter((rule) => rule.direction === direction)
        .map((rule) => ({
          securityGroupId,
          rule,
          hits: packets(direction, group?.datapathId ?? 0, rule.number ?? 0),
        })),
    );
  });
  return weft.v1.ListPortRulesResponse.create({
    rules,
    filtered: port.securityGroupIds.length > 0,
    egressFiltered: rules.some(({ rule }) => rule.direction === EGRESS),
    ingressDenied: packets(INGRESS, 0, 0),
    egressDenied: packets(EGRESS, 0, 0),
    hitsTime: hits && timestamp(hits.timeMs),
  });
}
