import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { RouterService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
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
import { nackDetail } from './nack-detail.js';
import { outputOption } from './output.js';
import { prefixOf } from './prefix.js';
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
import { ipCell } from './subnet.js';
import { formatAge } from './table.js';
import { creationOf, waitOf } from './write-options.js';

type Router = weft.v1.Router.$Properties;

function routeCell({ prefix, nextHop }: weft.v1.StaticRoute.$Properties): string {
  return `${ipCell(prefix?.address)}/${prefix?.length ?? 0}=${ipCell(nextHop)}`;
}

export const routerNoun: Noun<Router> = {
  name: 'router',
  codec: weft.v1.Router,
  columns: [
    { heading: 'ID', cell: (r) => r.metadata?.id ?? '' },
    { heading: 'TENANT', cell: (r) => r.tenantId ?? '' },
    { heading: 'SUBNETS', cell: (r) => (r.interfaces ?? []).map((i) => i.subnetId).join(',') },
    { heading: 'ROUTES', cell: (r) => (r.routes ?? []).map(routeCell).join(',') },
    { heading: 'NAME', cell: (r) => r.metadata?.name ?? '' },
    { heading: 'AGE', cell: (r) => formatAge(r.metadata?.createTime) },
    { heading: 'DETAIL', cell: nackDetail },
    { heading: 'DATAPATH-ID', cell: (r) => String(r.datapathId ?? ''), wide: true },
    { heading: 'REVISION', cell: (r) => String(r.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (r) => formatLabels(r.metadata), wide: true },
  ],
  ...resourceCalls.router,
};

interface RouterFlags extends MetadataFlags {
  subnet?: string[];
  route?: string[];
}

function interfacesOf(flags: RouterFlags): weft.v1.RouterInterface.$Properties[] {
  return (flags.subnet ?? []).filter((id) => id !== '').map((subnetId) => ({ subnetId }));
}

function routesOf(flags: RouterFlags): weft.v1.StaticRoute.$Properties[] {
  return (flags.route ?? [])
    .filter((text) => text !== '')
    .map((text) => {
      const [prefix = '', hop = '', ...rest] = text.split('=');
      if (!hop || rest.length > 0) {
        throw new UsageError(`--route: ${JSON.stringify(text)} is not a route like 192.168.0.0/16=10.0.0.9`);
      }
      return { prefix: prefixOf(prefix, '--route'), nextHop: { bytes: parseIp(hop, '--route') } };
    });
}

export function addRouterCommand(program: Command): void {
  const command = resourceCommand(program, routerNoun, "join subnets of a tenant's networks");
  createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent'))
    .description('create a router')
    .requiredOption('--tenant <id>', 'owner')
    .option('--subnet <id>', 'subnet that it joins, may be repeated', collect)
    .option('--route <prefix=next-hop>', 'static route, may be repeated', collect)
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft router create r1 --tenant acme --subnet blue-v4 --subnet red-v4')
    .action(async (id: string | undefined, flags: RouterFlags & { tenant: string }, self: Command) => {
      const router: Router = {
        metadata: newMetadata(id, flags),
        tenantId: flags.tenant,
        interfaces: interfacesOf(flags),
        routes: routesOf(flags),
      };
      await withController(self, async (c) =>
        printResource(routerNoun, self, await c.call(RouterService.createRouter, { router, ...creationOf(flags) })),
      );
    });
  updateOptions(command.command('update').argument('<id>'))
    .description('change name, labels, subnets or routes')
    .option('--subnet <id>', 'new set of subnets: may be repeated; `--subnet ""` removes all', collect)
    .option('--route <prefix=next-hop>', 'new set of routes: may be repeated; `--route ""` removes all', collect)
    .addOption(outputOption())
    .action(async (id: string, flags: RouterFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      if (flags.subnet !== undefined) paths.push('interfaces');
      if (flags.route !== undefined) paths.push('routes');
      requireChange(paths);
      const router: Router = { metadata, interfaces: interfacesOf(flags), routes: routesOf(flags) };
      await withController(self, async (c) =>
        printResource(
          routerNoun,
          self,
          await c.call(RouterService.updateRouter, { router, updateMask: { paths }, ...waitOf(flags) }),
        ),
      );
    });
}
