import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { formatMac, parseMac } from '../../proto/src/mac.js';
import { UsageError } from './exit.js';
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
import { addPortBatches } from './port-batches.js';
import { type GroupFlags, groupOptions, groupsOf } from './port-groups.js';
import { limitCell } from './port-limits.js';
import { addPortMoves, moveCell, moveDetails } from './port-moves.js';
import { addPortRules } from './port-rules.js';
import { type SendingFlags, sendingOf, sendingOptions } from './port-sending.js';
import { addPortWait } from './port-wait.js';
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
import { ipCell } from './subnet.js';
import { formatAge } from './table.js';
import { creationOf, waitOf } from './write-options.js';

type Port = weft.v1.Port.$Properties;

/** `10.0.0.100/32`, with the MAC if it is another than the port's. */
function pairCell({ prefix, mac }: weft.v1.AddressPair.$Properties): string {
  const text = `${ipCell(prefix?.address)}/${prefix?.length ?? 0}`;
  return mac?.length ? `${text}=${formatMac(mac)}` : text;
}

/** Name of a port's state. */
export function portState(port: Port): string {
  return weft.v1.PortState[port.status?.state ?? weft.v1.PortState.UNBOUND] ?? '';
}

/** How the port is, beside its state. */
function portDetail(port: Port): string {
  return [bindingDetail(port), moveCell(port)].filter((detail) => detail !== '').join('; ');
}

/** Which of the facts that make a port active are missing, and what the node said. */
function bindingDetail({ status }: Port): string {
  if (status?.message) return status.message;
  if (status?.state !== weft.v1.PortState.BINDING) {
    return status?.state === weft.v1.PortState.ACTIVE && !status.nodeReady ? 'node not ready' : '';
  }
  const missing = [
    status.nodeReady ? '' : 'node not ready',
    status.plugged ? '' : 'not plugged',
    status.plugged && !status.linkUp ? 'link down' : '',
    status.plugged && !status.programmed ? 'not programmed' : '',
  ];
  return missing.filter((m) => m !== '').join(', ');
}

export const portNoun: Noun<Port> = {
  name: 'port',
  codec: weft.v1.Port,
  columns: [
    { heading: 'ID', cell: (p) => p.metadata?.id ?? '' },
    { heading: 'TENANT', cell: (p) => p.tenantId ?? '' },
    { heading: 'NETWORK', cell: (p) => p.networkId ?? '' },
    { heading: 'MAC', cell: (p) => (p.mac?.length ? formatMac(p.mac) : '') },
    { heading: 'ADDRESSES', cell: (p) => (p.addresses ?? []).map((a) => ipCell(a.address)).join(',') },
    { heading: 'NODE', cell: (p) => p.nodeId ?? '' },
    { heading: 'STATE', cell: portState },
    { heading: 'DETAIL', cell: portDetail },
    { heading: 'GROUPS', cell: (p) => (p.securityGroupIds ?? []).join(',') },
    { heading: 'INTERFACE', cell: (p) => p.status?.interface ?? '', wide: true },
    { heading: 'GENERATION', cell: (p) => String(p.activeBinding?.generation ?? ''), wide: true },
    { heading: 'DATAPATH-ID', cell: (p) => String(p.datapathId ?? ''), wide: true },
    {
      heading: 'PAIRS',
      cell: (p) => (p.allowedAddressPairs ?? []).map(pairCell).join(','),
      wide: true,
    },
    { heading: 'EGRESS-LIMIT', cell: (p) => limitCell(p.egressLimit), wide: true },
    { heading: 'INGRESS-LIMIT', cell: (p) => limitCell(p.ingressLimit), wide: true },
    { heading: 'NAME', cell: (p) => p.metadata?.name ?? '', wide: true },
    { heading: 'AGE', cell: (p) => formatAge(p.metadata?.createTime), wide: true },
    { heading: 'LABELS', cell: (p) => formatLabels(p.metadata), wide: true },
  ],
  details: moveDetails,
  ...resourceCalls.port,
};

interface CreateFlags extends MetadataFlags, SendingFlags, GroupFlags {
  network: string;
  node?: string;
  mac?: string;
  address?: string[];
  subnet?: string[];
}

interface UpdateFlags extends MetadataFlags, SendingFlags, GroupFlags {
  /** `false` is `--no-node`. */
  node?: string | false;
}

function addressesOf(flags: CreateFlags): weft.v1.PortAddress.$Properties[] {
  return [
    ...(flags.address ?? []).map((text) => ({ address: { bytes: parseIp(text, '--address') } })),
    ...(flags.subnet ?? []).map((subnetId) => ({ subnetId })),
  ];
}

export function addPortCommand(program: Command): void {
  const command = resourceCommand(program, portNoun, 'attachment points of tenants on networks');
  const create = createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent'));
  groupOptions(sendingOptions(create, 'create'), 'create')
    .description('create a port')
    .requiredOption('--network <id>', 'network that it is on')
    .option('--node <id>', 'node that it is to live on; bound nowhere if absent')
    .option('--mac <mac>', 'allocated if absent')
    .option('--address <ip>', 'this address, may be repeated; one of each family if absent', collect)
    .option('--subnet <id>', 'any address of this subnet, may be repeated', collect)
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft port create web-1 --network blue --node host-1 --address 10.0.0.11')
    .action(async (id: string | undefined, flags: CreateFlags, self: Command) => {
      const port: Port = {
        metadata: newMetadata(id, flags),
        networkId: flags.network,
        nodeId: flags.node ?? '',
        mac: flags.mac === undefined ? new Uint8Array() : parseMac(flags.mac, '--mac'),
        addresses: addressesOf(flags),
        ...sendingOf(flags).sending,
        ...groupsOf(flags).groups,
      };
      await withController(self, async (c) =>
        printResource(portNoun, self, await c.call(PortService.createPort, { port, ...creationOf(flags) })),
      );
    });
  groupOptions(sendingOptions(updateOptions(command.command('update').argument('<id>')), 'update'), 'update')
    .description('change name, labels, node, what it may send and get or what filters it')
    .option('--node <id>', 'bind it to this node instead')
    .option('--no-node', 'bind it nowhere')
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft port update web-1 --node host-2')
    .action(async (id: string, flags: UpdateFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      // With both `--node` and `--no-node` declared, commander leaves the value unset unless one is given.
      if (flags.node !== undefined) paths.push('node_id');
      if (flags.node === '') throw new UsageError('--node: empty; use --no-node to bind the port nowhere');
      const { sending, paths: sendingPaths } = sendingOf(flags);
      const { groups, paths: groupPaths } = groupsOf(flags);
      paths.push(...sendingPaths, ...groupPaths);
      requireChange(paths);
      const port: Port = { metadata, nodeId: flags.node || '', ...sending, ...groups };
      await withController(self, async (c) =>
        printResource(
          portNoun,
          self,
          await c.call(PortService.updatePort, { port, updateMask: { paths }, ...waitOf(flags) }),
        ),
      );
    });
  addPortBatches(command, portNoun);
  addPortMoves(command, portNoun);
  addPortRules(command);
  addPortWait(command);
}
