import { weft } from '../../../proto/gen/codecs.js';
import { TunnelService } from '../../../proto/gen/services.js';
import type { Connection } from '../connection.js';
import { messageJson } from '../json.js';
import { type OutputFormat, printLine } from '../output.js';
import { interrupted } from '../session.js';
import { filtersOf } from './tunnel-filters.js';
import { type ListFlags, tunnelsText } from './tunnel-list.js';
import { countStates, reasonsOf, summaryLine } from './tunnel-table.js';
import { stateName } from './tunnel-values.js';

type Tunnel = weft.v1.Tunnel.$Properties;

const { TUNNEL_PUT, TUNNEL_GONE, TUNNEL_SYNCED } = weft.v1.TunnelChangeKind;
const { TUNNEL_UP, TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;

/** Time between two pictures on a terminal, in milliseconds. */
const redrawMs = 500;

/** Shows tunnels until Ctrl-C: on a terminal the picture as it is now, else a line for each change. */
export async function watchTunnels(c: Connection, flags: ListFlags, format: OutputFormat): Promise<void> {
  const stop = interrupted();
  const { show, end } = viewFor(flags, format);
  const onChange = (change: weft.v1.TunnelChange) => {
    show(change);
    return true;
  };
  try {
    await c.follow(TunnelService.watchTunnels, filtersOf(flags), onChange, stop);
  } finally {
    end?.();
  }
}

interface View {
  readonly show: (change: weft.v1.TunnelChange.$Properties) => void;
  /** Nothing comes any more. */
  readonly end?: () => void;
}

function viewFor(flags: ListFlags, format: OutputFormat): View {
  if (format === 'json') return { show: jsonLine };
  return process.stdout.isTTY ? picture(flags, format) : { show: changeLines() };
}

/** Every change as one JSON object a line. */
function jsonLine(change: weft.v1.TunnelChange.$Properties): void {
  printLine(JSON.stringify(messageJson(weft.v1.TunnelChange, change)));
}

/** Only what is news for people: how many there are, then tunnels whose state or reasons change. */
function changeLines(): View['show'] {
  /** What is known until all are: then only what was said of each. */
  let known: Map<string, Tunnel> | null = new Map();
  const said = new Map<string, string>();
  return ({ kind, tunnel }) => {
    const name = `${tunnel?.nodeA} ${tunnel?.nodeB}`;
    if (kind === TUNNEL_SYNCED) {
      printLine(summaryLine(countStates(known?.values() ?? [])));
      for (const one of known?.values() ?? []) if (one.state !== TUNNEL_UP) printLine(line(one));
      known = null;
    } else if (kind === TUNNEL_GONE) {
      known?.delete(name);
      if (said.delete(name) && !known) printLine(`${now()}  ${name}  gone`);
    } else if (kind === TUNNEL_PUT && tunnel) {
      const text = `${stateName(tunnel.state)} ${reasonsOf(tunnel)}`;
      const before = said.get(name);
      known?.set(name, tunnel);
      said.set(name, text);
      if (known || before === text) return;
      printLine(line(tunnel, before === undefined ? '' : `${before.replace(/ .*/, '')} -> `));
    }
  };
}

function line(tunnel: Tunnel, from = ''): string {
  const { nodeA, nodeB, diagnosis } = tunnel;
  const why = [reasonsOf(tunnel), diagnosis].filter((text) => text).join(': ');
  return `${now()}  ${nodeA} ${nodeB}  ${from}${stateName(tunnel.state)}  ${why}`.trimEnd();
}

function now(): string {
  return new Date().toISOString();
}

/** The whole picture, drawn anew when it has changed. */
function picture(flags: ListFlags, format: OutputFormat): View {
  const tunnels = new Map<string, Tunnel>();
  let synced = false;
  let timer: NodeJS.Timeout | null = null;
  const draw = () => {
    timer = null;
    const all = [...tunnels.keys()].sort().flatMap((name) => tunnels.get(name) ?? []);
    const text = all.length > 0 ? `${tunnelsText(all, flags, format, gravestFirst)}\n\n` : '';
    // Home, the lines each cleared to their end, and what is below.
    const last = `${summaryLine(countStates(all))}, ${now()} (Ctrl-C ends)`;
    const lines = fitting([...text.split('\n').slice(0, -1), last], process.stdout);
    process.stdout.write(`\x1b[H${lines.map((one) => `${one}\x1b[K`).join('\n')}\n\x1b[J`);
  };
  process.stdout.write('\x1b[2J');
  return {
    show({ kind, tunnel }) {
      const name = `${tunnel?.nodeA} ${tunnel?.nodeB}`;
      if (kind === TUNNEL_SYNCED) synced = true;
      else if (kind === TUNNEL_GONE) tunnels.delete(name);
      else if (tunnel) tunnels.set(name, tunnel);
      if (synced && !timer) timer = setTimeout(draw, kind === TUNNEL_SYNCED ? 0 : redrawMs);
    },
    end() {
      if (!timer) return;
      clearTimeout(timer);
      draw();
    },
  };
}

/** Of a table that may not fit: what is wrong first, at most as many as any terminal has lines. */
function gravestFirst(tunnels: readonly Tunnel[]): Tunnel[] {
  const gravity = ({ state }: Tunnel) => (state === TUNNEL_DOWN ? 0 : state === TUNNEL_DEGRADED ? 1 : 2);
  return [...tunnels].sort((a, b) => gravity(a) - gravity(b)).slice(0, 1_000);
}

/** As many of the lines as a terminal shows, each cut to its width; the last one always. A picture that scrolls could not be drawn over. */
export function fitting(
  lines: readonly string[],
  { columns = 80, rows = 24 }: { readonly columns?: number; readonly rows?: number },
): string[] {
  const room = Math.max(2, rows - 1);
  const hidden = lines.length - room;
  const shown = hidden > 0 ? [...lines.slice(0, room - 2), `... ${hidden + 1} more lines`, ...lines.slice(-1)] : lines;
  return shown.map((line) => line.slice(0, columns));
}
