import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { weft } from '../../proto/gen/codecs.js';
import { PortService, SecurityGroupService } from '../../proto/gen/services.js';
import { type DualStackNetwork, ipBytes, ipPrefix, type Machine } from '../lab/dual-stack.js';

const wait = { until: weft.v1.WaitFor.UNTIL_PROGRAMMED };

/** A rule as tests write it. */
export interface Rule {
  readonly direction?: 'in' | 'out';
  readonly protocol?: 'icmp' | 'icmp6' | 'tcp' | 'udp';
  readonly l4Ports?: readonly [number, number];
  /** A prefix, or the id of a group. */
  readonly from?: string;
}

const protocols = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;

function ruleOf({ direction = 'in', protocol, l4Ports, from }: Rule): weft.v1.SecurityGroupRule.$Properties {
  const [firstL4Port = 0, lastL4Port = 0] = l4Ports ?? [];
  return {
    direction: direction === 'in' ? weft.v1.RuleDirection.INGRESS : weft.v1.RuleDirection.EGRESS,
    protocol: protocol ? protocols[protocol] : 0,
    firstL4Port,
    lastL4Port,
    ...(from === undefined
      ? {}
      : from.includes('/')
        ? { remotePrefix: ipPrefix(from) }
        : { remoteSecurityGroupId: from }),
  };
}

export async function createGroup(lab: Lab, tenantId: string, id: string, rules: readonly Rule[] = []): Promise<void> {
  const securityGroup = { metadata: { id }, tenantId, rules: rules.map(ruleOf) };
  await lab.api.call(SecurityGroupService.createSecurityGroup, { securityGroup, wait });
}

/** Resolves when all nodes have it. */
export async function setRules(lab: Lab, id: string, rules: readonly Rule[]): Promise<void> {
  const securityGroup = { metadata: { id }, rules: rules.map(ruleOf) };
  const updateMask = { paths: ['rules'] };
  await lab.api.call(SecurityGroupService.updateSecurityGroup, { securityGroup, updateMask, wait }, 20_000);
}

/** Resolves when all nodes have it. */
export async function setGroups(lab: Lab, portId: string, securityGroupIds: readonly string[]): Promise<void> {
  const port = { metadata: { id: portId }, securityGroupIds: [...securityGroupIds] };
  const updateMask = { paths: ['security_group_ids'] };
  await lab.api.call(PortService.updatePort, { port, updateMask, wait }, 20_000);
}

/** A port in groups, of machine number `number` of the network. */
export async function createSecuredPort(
  lab: Lab,
  network: DualStackNetwork,
  name: string,
  node: string,
  number: number,
  securityGroupIds: readonly string[],
): Promise<Machine> {
  const [ip4, ip6] = [`10.0.${network.number}.${number}`, `fd00:${network.number}::${number}`];
  await lab.api.call(PortService.createPort, {
    port: {
      metadata: { id: name },
      networkId: network.id,
      nodeId: node,
      addresses: [ip4, ip6].map((address) => ({ address: ipBytes(address) })),
      securityGroupIds: [...securityGroupIds],
    },
  });
  return { name, node, ip4, ip6 };
}

/** As createSecuredPort, with the machine at it. */
export async function createSecuredMachine(...args: Parameters<typeof createSecuredPort>): Promise<Machine> {
  const machine = await createSecuredPort(...args);
  await plugVm(args[0], machine.name, { name: machine.name });
  return machine;
}
