import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { ClusterService } from '../../proto/gen/services.js';
import { messageJson } from './json.js';
import { nodeNoun } from './node.js';
import { outputFormat, outputOption, printLine } from './output.js';
import { portNoun, portState } from './port.js';
import { listAll, resourceJson } from './resource-commands.js';
import { withController } from './session.js';
import { formatTable } from './table.js';

/** `weft status`: is the cluster well? */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('the cluster, its nodes, and how many ports are in which state')
    .addOption(outputOption())
    .action(async (_flags: object, self: Command) => {
      await withController(self, async (c) => {
        const [cluster, nodes, ports] = await Promise.all([
          c.call(ClusterService.getCluster, {}),
          listAll(c, nodeNoun, {}),
          listAll(c, portNoun, {}),
        ]);
        const portsByState: Record<string, number> = { UNBOUND: 0, BINDING: 0, ACTIVE: 0 };
        for (const port of ports) portsByState[portState(port)] = (portsByState[portState(port)] ?? 0) + 1;
        if (outputFormat(self) === 'json') {
          const json = {
            cluster: messageJson(weft.v1.Cluster, cluster),
            nodes: nodes.map(resourceJson(nodeNoun)),
            portsByState,
          };
          printLine(JSON.stringify(json, null, 2));
          return;
        }
        const states = Object.entries(portsByState)
          .filter(([state, count]) => count > 0 || state === 'ACTIVE')
          .map(([state, count]) => `${count} ${state}`);
        printLine(`cluster   ${cluster.clusterId}, weft ${cluster.version}`);
        printLine(`state     revision ${cluster.revision} of epoch ${cluster.epoch}`);
        printLine(`underlay  MTU ${cluster.underlayMtu}, VXLAN on UDP port ${cluster.vxlanPort}`);
        printLine(`holds     ${cluster.tenants} tenants, ${cluster.networks} networks, ${cluster.subnets} subnets`);
        printLine(`ports     ${cluster.ports}: ${states.join(', ')}`);
        printLine(`nodes     ${cluster.nodes}: ${cluster.nodesReady} READY`);
        if (nodes.length > 0) {
          printLine('');
          printLine(formatTable(nodeNoun.columns, nodes, outputFormat(self) === 'wide'));
        }
      });
    });
}
