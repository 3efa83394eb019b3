import { inNamespace, ipBatch, must } from './command.js';
import { type InterfaceSettings, readInterface } from './interface-settings.js';

/** One interface of a namespace takes the place of another, with all that the other had: sockets, which know addresses and not interfaces, live on. */

export interface Exchange {
  readonly namespace: string;
  /** The interface that goes, and the name that the other one gets. */
  readonly current: string;
  /** The one that comes, which is down. */
  readonly next: string;
  /** What the one that goes is called afterwards. It stays, down. */
  readonly left: string;
}

/** Copies what differs in the sysctls of an interface, but for those that say how it begins: they are `notify` while it comes up. */
const copySysctls = `
for directory in ipv4/conf ipv6/conf ipv4/neigh ipv6/neigh; do
  for file in /proc/sys/net/$directory/$1/*; do
    case \${file##*/} in stable_secret) continue;; addr_gen_mode|arp_notify|ndisc_notify) [ "$3" = beginning ] || continue;; esac
    to=/proc/sys/net/$directory/$2/\${file##*/}
    read -r there < $file; read -r here < $to
    [ "$there" = "$here" ] || echo "$there" > $to || exit 1
  done
done
`;

/** Gives `next` everything but what needs it to be up. Resolves to what there is to take over; it may have changed when it is. */
export async function prepareExchange({ namespace, current, next }: Exchange): Promise<InterfaceSettings> {
  const settings = await readInterface(namespace, current);
  await must(inNamespace(namespace, ['sh', '-c', copySysctls, 'copy', current, next]));
  // The kernel itself announces all addresses of an interface that comes up: gratuitous ARP and unsolicited neighbor advertisements, its first frames.
  await must(
    inNamespace(namespace, [
      'sysctl',
      '-qw',
      `net.ipv4.conf.${next}.arp_notify=1`,
      `net.ipv6.conf.${next}.ndisc_notify=1`,
    ]),
  );
  await ipBatch(namespace, [
    `link set ${next} addrgenmode none`,
    ...settings.addresses.map((address) => `address add ${address} dev ${next}`),
  ]);
  return settings;
}

/**
 * Resolves to how long it took at most until `next` was up with everything, in ms. At any time there is an interface with routes, so that nobody in the namespace is told that
 * something is unreachable.
 */
export async function exchange(
  { namespace, current, next, left }: Exchange,
  { routes, neighbors }: InterfaceSettings,
): Promise<number> {
  const own = routes.map((route) => throughInterface(route, current, next));
  const begun = performance.now();
  await ipBatch(namespace, [
    `link set ${next} up`,
    ...neighbors.map((neighbor) => `neighbor replace ${neighbor} dev ${next}`),
    // Beside those of the other interface, which go when that goes down; of IPv6 they are next hops of one route then, of which one is dead.
    ...own.map((route) => `route append ${route}`),
    `link set ${current} down`,
    ...own.map((route) => `route replace ${route}`),
    `link set ${current} name ${left}`,
    `link set ${next} name ${current}`,
  ]);
  const took = performance.now() - begun;
  await must(inNamespace(namespace, ['sh', '-c', copySysctls, 'copy', left, current, 'beginning']));
  return took;
}

function throughInterface(route: string, from: string, to: string): string {
  return route
    .split(' ')
    .map((word, i, words) => (words[i - 1] === 'dev' && word === from ? to : word))
    .join(' ');
}
