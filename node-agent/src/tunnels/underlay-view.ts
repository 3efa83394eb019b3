import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { weft } from '../../../proto/gen/codecs.js';
import { formatIp, parseIp } from '../../../proto/src/ip.js';

type View = weft.v1.UnderlayView.$Properties;

const run = promisify(execFile);
/** `ip` has so long, whoever still waits for it. */
const IP_TIMEOUT_MS = 1_000;
/** So many are looked at at a time. When a node's own link goes, all its tunnels go at once, and look alike. */
const VIEWS_AT_ONCE = 4;

interface Route {
  readonly dst?: string;
  readonly dev?: string;
  readonly gateway?: string;
  readonly via?: { readonly host?: string };
  readonly prefsrc?: string;
}
interface Neighbor {
  readonly dst?: string;
  readonly lladdr?: string;
  readonly state?: readonly string[];
}

/** How the kernel would send to other VTEPs, asked of `ip` in processes of its own. */
export class UnderlayViews {
  #underWay = 0;

  /** The view towards an address; null if too many are being looked at. The promise never rejects. */
  look(address: Uint8Array): Promise<View> | null {
    if (this.#underWay >= VIEWS_AT_ONCE) return null;
    this.#underWay++;
    return underlayView(address).finally(() => this.#underWay--);
  }
}

/** Never rejects: what went wrong is in `error`. */
export async function underlayView(address: Uint8Array): Promise<View> {
  try {
    const [route] = await json<Route>('route', 'get', formatIp(address));
    if (!route?.dev) return { error: `no route to ${formatIp(address)}` };
    const gateway = route.gateway ?? route.via?.host;
    const nextHop = gateway ?? formatIp(address);
    const [neighbors, links] = await Promise.all([
      json<Neighbor>('neigh', 'show', 'to', nextHop, 'dev', route.dev),
      json<{ readonly flags?: readonly string[] }>('link', 'show', 'dev', route.dev),
    ]);
    const [neighbor] = neighbors;
    return {
      route: routeText(route, gateway),
      interface: route.dev,
      nextHop: gateway === undefined ? null : { bytes: parseIp(gateway) },
      neighborState: neighbor?.state?.join(',') ?? '',
      neighborMac: neighbor?.lladdr ?? '',
      interfaceUp: links[0]?.flags?.includes('LOWER_UP') ?? false,
    };
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    return { error: stderr.trim() || message };
  }
}

function routeText({ dst, dev, prefsrc }: Route, gateway: string | undefined): string {
  const via = gateway === undefined ? '' : ` via ${gateway}`;
  return `${dst ?? ''}${via} dev ${dev}${prefsrc === undefined ? '' : ` src ${prefsrc}`}`;
}

/** What `ip -json` prints: a list, or nothing at all. */
async function json<T>(...args: readonly string[]): Promise<readonly T[]> {
  const { stdout } = await run('ip', ['-json', ...args], { timeout: IP_TIMEOUT_MS });
  return stdout.trim() === '' ? [] : (JSON.parse(stdout) as T[]);
}
