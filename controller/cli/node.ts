import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { NodeService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import {
  changedMetadata,
  collect,
  createOptions,
  formatLabels,
  type MetadataFlags,
  newMetadata,
  requireChange,
  updateOptions,
} from './metadata-options.js';
import { outputOption } from './output.js';
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
import { ipCell } from './subnet.js';
import { formatAge } from './table.js';
import { creationOf, waitOf } from './write-options.js';

type Node = weft.v1.Node.$Properties;

/** Name of a node's state, `NOT_READY` if it was never seen. */
export function nodeState(node: Node): string {
  return weft.v1.NodeState[node.status?.state ?? weft.v1.NodeState.NOT_READY] ?? '';
}

export const nodeNoun: Noun<Node> = {
  name: 'node',
  codec: weft.v1.Node,
  columns: [
    { heading: 'ID', cell: (n) => n.metadata?.id ?? '' },
    { heading: 'STATE', cell: nodeState },
    { heading: 'VTEP', cell: (n) => (n.vteps ?? []).map(ipCell).join(',') },
    { heading: 'PORTS', cell: (n) => String(n.status?.ports ?? 0) },
    { heading: 'ACKED', cell: (n) => String(n.status?.ackedRevision ?? '') },
    { heading: 'HEARTBEAT', cell: (n) => formatAge(n.status?.lastHeartbeat) },
    { heading: 'NACKS', cell: (n) => String(n.status?.nackCount ?? 0) },
    { heading: 'KERNEL', cell: (n) => n.status?.kernelRelease ?? '' },
    { heading: 'MESSAGE', cell: (n) => n.status?.message ?? '' },
    { heading: 'AGENT', cell: (n) => n.status?.agentVersion ?? '', wide: true },
    { heading: 'INSTANCE', cell: (n) => n.status?.agentInstance ?? '', wide: true },
    { heading: 'UNDERLAY-MTU', cell: (n) => String(n.status?.underlayMtu ?? ''), wide: true },
    { heading: 'VTEP-ID', cell: (n) => String(n.vtepId ?? ''), wide: true },
    { heading: 'NAME', cell: (n) => n.metadata?.name ?? '', wide: true },
    { heading: 'AGE', cell: (n) => formatAge(n.metadata?.createTime), wide: true },
    { heading: 'LABELS', cell: (n) => formatLabels(n.metadata), wide: true },
  ],
  ...resourceCalls.node,
};

interface NodeFlags extends MetadataFlags {
  vtep?: string[];
}

const vtepsOf = (flags: NodeFlags) => (flags.vtep ?? []).map((text) => ({ bytes: parseIp(text, '--vtep') }));

export function addNodeCommand(program: Command): void {
  const command = resourceCommand(program, nodeNoun, 'hosts that run a node agent');
  createOptions(command.command('create').argument('[id]', "RFC 1123 label; the one in the agent's certificate"))
    .description('let a host join')
    .requiredOption('--vtep <ip>', 'underlay address of its VXLAN tunnel endpoint', collect)
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft node create host-7 --vtep 192.0.2.17')
    .action(async (id: string | undefined, flags: NodeFlags, self: Command) => {
      const node: Node = { metadata: newMetadata(id, flags), vteps: vtepsOf(flags) };
      await withController(self, async (c) =>
        printResource(nodeNoun, self, await c.call(NodeService.createNode, { node, ...creationOf(flags) })),
      );
    });
  updateOptions(command.command('update').argument('<id>'))
    .description('change name, labels or underlay address')
    .option('--vtep <ip>', 'new underlay address', collect)
    .addOption(outputOption())
    .action(async (id: string, flags: NodeFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      if (flags.vtep !== undefined) paths.push('vteps');
      requireChange(paths);
      const node: Node = { metadata, vteps: vtepsOf(flags) };
      await withController(self, async (c) =>
        printResource(
          nodeNoun,
          self,
          await c.call(NodeService.updateNode, { node, updateMask: { paths }, ...waitOf(flags) }),
        ),
      );
    });
}
