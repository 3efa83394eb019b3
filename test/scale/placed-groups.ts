import type { weft } from '../../proto/gen/codecs.js';
import { NodeCounts } from './node-counts.js';
import type { Scenario } from './scenario.js';

type Rule = weft.v1.SecurityGroupRule.$Properties;

/** A security group as the simulator made it. */
export class PlacedGroup {
  readonly id: string;
  readonly tenantId: string;
  readonly #ruleCount: number;
  /** What some of its rules name: another group of the tenant, or itself. */
  readonly #named: string;
  readonly #ports = new NodeCounts();
  #variant = 0;

  constructor(id: string, tenantId: string, ruleCount: number, named: string) {
    this.id = id;
    this.tenantId = tenantId;
    this.#ruleCount = ruleCount;
    this.#named = named;
  }

  /** The nodes with a port in it, which hear of every change of its rules. */
  get audience(): readonly string[] {
    return this.#ports.nodeIds;
  }

  count(nodeId: string, by: 1 | -1): void {
    this.#ports.count(nodeId, by);
  }

  /** The group with rules of every form. */
  message(): weft.v1.SecurityGroup.$Properties {
    const rules = Array.from({ length: this.#ruleCount }, (_, i) => this.#rule(i, i % 2 === 0 ? 0 : this.#variant));
    return { metadata: { id: this.id }, tenantId: this.tenantId, rules };
  }

  /** The same with others for half of its rules. */
  otherMessage(): weft.v1.SecurityGroup.$Properties {
    this.#variant = (this.#variant + 1) % VARIANTS;
    return this.message();
  }

  #rule(i: number, variant: number): Rule {
    const l4Port = 1 + i + 5_000 * variant;
    switch (i % 4) {
      case 0:
        return { direction: 1, protocol: 6, firstL4Port: l4Port, remotePrefix: office };
      case 1:
        return {
          direction: 1,
          protocol: 17,
          firstL4Port: l4Port,
          lastL4Port: l4Port + 3,
          remoteSecurityGroupId: this.#named,
        };
      case 2:
        return { direction: 1, protocol: 1, icmpType: (i >> 2) & 0xff, ...icmpCodeOf(i) };
      default:
        return { direction: 2, protocol: 6, firstL4Port: l4Port };
    }
  }
}

/** As many as l4 ports allow: a group has less than 5,000 rules. */
const VARIANTS = 12;

/** Some have none. With more than 1,024 rules types come again, with other codes. */
function icmpCodeOf(i: number): { icmpCode?: number } {
  return i < 1_024 && i % 8 === 2 ? {} : { icmpCode: i >> 10 };
}

const office = { address: { bytes: Uint8Array.of(10, 0, 0, 0) }, length: 8 };

/** The groups of a scenario's tenants, by tenant. */
export function placedGroups(
  { securityGroups }: Pick<Scenario, 'securityGroups'>,
  tenantIds: readonly string[],
): Map<string, PlacedGroup[]> {
  const { perTenant, rules } = securityGroups ?? { perTenant: 0, rules: 0 };
  const idOf = (tenantId: string, n: number) => `${tenantId}-g${n}`;
  return new Map(
    tenantIds.map((tenantId) => {
      const groups = Array.from({ length: perTenant }, (_, n) => {
        // Those of a lower number are there already when one is created.
        return new PlacedGroup(idOf(tenantId, n), tenantId, rules, idOf(tenantId, Math.max(0, n - 1)));
      });
      return [tenantId, groups];
    }),
  );
}
