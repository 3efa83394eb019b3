import type { weft } from '../../../proto/gen/codecs.js';
import { formatNs, stateLetter } from './tunnel-values.js';

type Tunnel = weft.v1.Tunnel.$Properties;
type View = weft.v1.TunnelReport.$Properties | null | undefined;

/** Nodes that a matrix has at most: more would not fit a terminal. */
export const matrixNodes = 20;

/** Nodes that have a tunnel, in order. */
export function nodesOf(tunnels: Iterable<Tunnel>): string[] {
  const nodes = new Set<string>();
  for (const { nodeA, nodeB } of tunnels) nodes.add(nodeA ?? '').add(nodeB ?? '');
  return [...nodes].sort();
}

/** Every node's own view of each other node: a letter for the state, and the median round trip. Columns are numbered as the rows are. */
export function formatMatrix(tunnels: readonly Tunnel[]): string {
  const nodes = nodesOf(tunnels);
  const cells = new Map<string, string>();
  for (const { nodeA, nodeB, aView, bView } of tunnels) {
    cells.set(`${nodeA} ${nodeB}`, cell(aView));
    cells.set(`${nodeB} ${nodeA}`, cell(bView));
  }
  const rows = nodes.map((node, i) => [
    `${String(i + 1).padStart(2)} ${node}`,
    ...nodes.map((other) => (other === node ? '-' : (cells.get(`${node} ${other}`) ?? ''))),
  ]);
  const lines = [['', ...nodes.map((_, i) => String(i + 1))], ...rows];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const text = lines.map((line) =>
    line
      .map((shown, i) => shown.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...text,
    '',
    'U up, G degraded, D down, ? unknown; what the node of the row measures, median round trip',
  ].join('\n');
}

function cell(view: View): string {
  const letter = stateLetter(view?.state);
  return letter === 'U' || letter === 'G' ? `${letter} ${formatNs(view?.rttP50Ns)}`.trimEnd() : letter;
}
