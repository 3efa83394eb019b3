import { must } from './command.js';

/** What an interface is beside its device, so that another device can stand in for it: addresses, routes, neighbors. */

export interface InterfaceSettings {
  readonly mac: string;
  readonly mtu: number;
  /** Lines of `ip -batch` after the name of the interface: `10.0.0.2/24`, `fd00::2/64 nodad`. */
  readonly addresses: readonly string[];
  /** What follows `ip route`: routes that the kernel makes of addresses are not among them. */
  readonly routes: readonly string[];
  /** What follows `ip neighbor`, but for the interface. */
  readonly neighbors: readonly string[];
}

interface AddressJson {
  readonly family: string;
  readonly local: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly dynamic?: boolean;
  readonly mngtmpaddr?: boolean;
  readonly noprefixroute?: boolean;
  /** Seconds; 2^32 - 1: for ever. */
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
}

interface LinkJson {
  readonly address: string;
  readonly mtu: number;
  readonly addr_info: readonly AddressJson[];
}

interface NeighborJson {
  readonly dst: string;
  readonly lladdr?: string;
  readonly state: readonly string[];
  readonly router?: null;
  readonly proxy?: null;
}

/** Reads the settings of an interface in a namespace. */
export async function readInterface(namespace: string, name: string): Promise<InterfaceSettings> {
  const ip = (...words: string[]) => must(['ip', '-n', namespace, ...words]);
  const [link, routes4, routes6, neighbors] = await Promise.all([
    ip('-j', 'address', 'show', 'dev', name),
    ip('-o', '-4', 'route', 'show', 'table', 'all'),
    ip('-o', '-6', 'route', 'show', 'table', 'all'),
    ip('-j', 'neighbor', 'show', 'dev', name),
  ]);
  const [{ address, mtu, addr_info }] = JSON.parse(link) as [LinkJson];
  return {
    mac: address,
    mtu,
    addresses: addr_info.map(addressWords),
    routes: orderedRoutes([
      ...routesThrough(routes4, name),
      // So that `ip` knows of which family a route without a next hop is.
      ...routesThrough(routes6, name).map((route) => route.replace(/^default\b/, '::/0')),
    ]),
    neighbors: (JSON.parse(neighbors || '[]') as NeighborJson[]).flatMap(neighborWords),
  };
}

function addressWords(address: AddressJson): string {
  const { family, local, prefixlen, broadcast, scope, dynamic, mngtmpaddr, noprefixroute } = address;
  return [
    `${local}/${prefixlen}`,
    ...(scope === 'global' ? [] : [`scope ${scope}`]),
    ...(broadcast === undefined ? [] : [`brd ${broadcast}`]),
    ...(family === 'inet6' ? ['nodad'] : []),
    ...(dynamic ? [`valid_lft ${address.valid_life_time} preferred_lft ${address.preferred_life_time}`] : []),
    ...(mngtmpaddr ? ['mngtmpaddr'] : []),
    ...(noprefixroute ? ['noprefixroute'] : []),
  ].join(' ');
}

/** Of `ip -o route show table all`: what goes through the interface and does not follow from its addresses, as `ip route replace` takes it. */
export function routesThrough(listed: string, name: string): string[] {
  return listed
    .split('\n')
    .map((line) => line.replaceAll('\\', ' ').trim().split(/\s+/))
    .filter((words) => words.some((word, i) => word === 'dev' && words[i + 1] === name))
    .map((words) => words.filter((word) => !['linkdown', 'dead', 'offload', 'trap'].includes(word)).join(' '))
    .filter((line) => !/ table local\b/.test(line) && !/ proto kernel\b/.test(line))
    .map((line) => line.replace(/\bexpires (\d+)sec\b/, 'expires $1'));
}

/** A next hop has to be reachable before a route goes through it. */
function orderedRoutes(routes: readonly string[]): string[] {
  const direct = (route: string) => !/ via /.test(route);
  return [...routes.filter(direct), ...routes.filter((route) => !direct(route))];
}

function neighborWords({ dst, lladdr, state, router, proxy }: NeighborJson): string[] {
  const known = ['REACHABLE', 'PERMANENT', 'STALE', 'DELAY', 'PROBE'].find((name) => state.includes(name));
  if (lladdr === undefined || known === undefined || proxy !== undefined) return [];
  const nud = known === 'REACHABLE' || known === 'PERMANENT' ? known.toLowerCase() : 'stale';
  return [`${dst} lladdr ${lladdr} nud ${nud}${router === undefined ? '' : ' router'}`];
}
