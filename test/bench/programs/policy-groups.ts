import type { Lab } from '../../../deploy/lab/running-lab.js';
import { weft } from '../../../proto/gen/codecs.js';
import { PortService, SecurityGroupService } from '../../../proto/gen/services.js';
import { parseIp } from '../../../proto/src/ip.js';

/** Many rules for one port: each of another prefix and with another range of l4 ports. */

export interface NarrowRule {
  /** Of a /24: its first three bytes, with the dot. */
  readonly prefix: string;
  readonly firstL4Port: number;
  readonly lastL4Port: number;
}

/** Rule N: UDP to 100.X.Y.0/24 (RFC 6598: no machine of the tables has such an address), with N = (X - 64) * 256 + Y, and 1 to 50 l4 ports. */
export function narrowRule(n: number): NarrowRule {
  const firstL4Port = 1_000 + n;
  return { prefix: `100.${64 + (n >> 8)}.${n & 255}.`, firstL4Port, lastL4Port: firstL4Port + (n % 50) };
}

/** The most that a security group has. */
const groupRules = 4_096;
const callTimeoutMs = 60_000;

/** Puts the port in security groups that let it send what rules 0 to `count` - 1 allow, and nothing else. Resolves to the revision. */
export async function allowNarrowly(lab: Lab, portId: string, count: number): Promise<number> {
  const securityGroupIds: string[] = [];
  for (let first = 0; first < count; first += groupRules) {
    const id = `${portId}-rules-${first}`;
    const rules = Array.from({ length: Math.min(groupRules, count - first) }, (_, i) => ({
      direction: weft.v1.RuleDirection.EGRESS,
      protocol: 17,
      ...l4Ports(narrowRule(first + i)),
      remotePrefix: { address: { bytes: parseIp(`${narrowRule(first + i).prefix}0`) }, length: 24 },
    }));
    const securityGroup = { metadata: { id }, tenantId: 'bench', rules };
    await lab.api.call(SecurityGroupService.createSecurityGroup, { securityGroup }, callTimeoutMs);
    securityGroupIds.push(id);
  }
  const port = { metadata: { id: portId }, securityGroupIds };
  const updated = await lab.api.call(
    PortService.updatePort,
    { port, updateMask: { paths: ['security_group_ids'] } },
    callTimeoutMs,
  );
  return updated.metadata?.revision ?? 0;
}

function l4Ports({ firstL4Port, lastL4Port }: NarrowRule) {
  return { firstL4Port, lastL4Port };
}
