import type { Command } from 'commander';
import type { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { collect, labelsOf } from './metadata-options.js';
import { outputFormat, outputOption, printRows } from './output.js';
import { type GroupFlags, groupOptions, groupsOf } from './port-groups.js';
import { type Noun, resourceJson } from './resource-commands.js';
import { withController } from './session.js';
import { type CreateFlags, creationOf, requestIdOption, type WaitFlags, waitOf, waitOption } from './write-options.js';

interface CreateManyFlags extends CreateFlags, GroupFlags {
  network: string;
  node?: string;
  label?: string[];
}

/** `weft port create-many` and `delete-many`: many ports in one transaction. */
export function addPortBatches(parent: Command, noun: Noun<weft.v1.Port.$Properties>): void {
  groupOptions(requestIdOption(waitOption(parent.command('create-many').argument('<id...>'))), 'create')
    .description('create ports that differ in their ids only: all or none, at most 5,000')
    .requiredOption('--network <id>', 'network that they are on')
    .option('--node <id>', 'node that they are to live on; bound nowhere if absent')
    .option('--label <key=value>', 'label, may be repeated', collect)
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft port create-many web-{1..100} --network blue --node host-1')
    .action(async (ids: string[], flags: CreateManyFlags, self: Command) => {
      const labels = labelsOf(flags.label);
      const ports = ids.map((id) => ({
        metadata: { id, labels },
        networkId: flags.network,
        nodeId: flags.node ?? '',
        ...groupsOf(flags).groups,
      }));
      await withController(self, async (c) => {
        const created = await c.call(PortService.batchCreatePorts, { ports, ...creationOf(flags) });
        printRows(outputFormat(self), created.ports, noun.columns, resourceJson(noun));
      });
    });
  waitOption(parent.command('delete-many').argument('<id...>'))
    .description('delete ports: all or none, at most 5,000')
    .action(async (ids: string[], flags: WaitFlags, self: Command) => {
      await withController(self, async (c) => {
        await c.call(PortService.batchDeletePorts, { ids, ...waitOf(flags) });
        process.stderr.write(`${ids.length} ports deleted\n`);
      });
    });
}
