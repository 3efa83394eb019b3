import { Lab } from '../../../deploy/lab/running-lab.js';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { LabNames } from '../../../deploy/lab/underlay.js';
import { weft } from '../../../proto/gen/codecs.js';
import { SecurityGroupService } from '../../../proto/gen/services.js';
import { parseIp } from '../../../proto/src/ip.js';
import { type PolicyRule, policyRules } from './policy-rules.js';
import { fullLabDirectory, prefixes, type Testbed } from './system.js';
import { createRoutedNetworks, createVm } from './weft.js';

/** weft with all that it does to a packet: `weft-full` goes from one network to another through a router, and both ports are in a security group with the rules of policy-rules.ts. */
export async function createWeftFullSystem(mtu: number): Promise<Testbed> {
  await tearDown(new LabNames(prefixes.full), fullLabDirectory);
  const place = { prefix: prefixes.full, directory: fullLabDirectory };
  const lab = await Lab.up({ nodes: 2, underlayMtu: mtu, ...place, agentFlags });
  try {
    await createRoutedNetworks(lab);
    await lab.api.call(SecurityGroupService.createSecurityGroup, {
      securityGroup: { metadata: { id: 'bench' }, tenantId: 'bench', rules: policyRules.map(securityGroupRule) },
    });
    const client = await createVm(lab, 1, 1, ['bench']);
    const server = await createVm(lab, 2, 2, ['bench']);
    return {
      systems: [
        {
          name: 'weft-full',
          clientNamespace: client.namespace,
          serverNamespace: server.namespace,
          serverAddress: server.ip4,
          serverAddress6: server.ip6,
        },
      ],
      remove: () => lab.down(),
    };
  } catch (error) {
    await lab.down();
    throw error;
  }
}

/** Room for the connections that the benchmarks make: as much as the kernel's connection tracking has by default on such a machine. */
const agentFlags = ['--max-connections', '262144', '--max-port-connections', '262144'];

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

function securityGroupRule(rule: PolicyRule): weft.v1.SecurityGroupRule.$Properties {
  const { direction, prefix, firstL4Port, lastL4Port } = rule;
  const [address = '', length = ''] = prefix.split('/');
  return {
    direction: direction === 'ingress' ? INGRESS : EGRESS,
    protocol: protocolNumber(rule),
    firstL4Port,
    lastL4Port,
    remotePrefix: { address: { bytes: parseIp(address) }, length: Number(length) },
  };
}

function protocolNumber({ protocol, family }: PolicyRule): number {
  if (protocol === 'icmp') return family === 4 ? 1 : 58;
  return protocol === 'tcp' ? 6 : 17;
}
