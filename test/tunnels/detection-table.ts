import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectionMs, intervals } from '../../node-agent/src/tunnels/schedule.js';

/** The table of docs/tunnels.md, from the functions that schedule probes: `node dist/test/tunnels/detection-table.js` writes it there. */

const docs = join(import.meta.dirname, '../../docs/tunnels.md').replace('/dist/', '/');
const begin = '<!-- table: node dist/test/tunnels/detection-table.js -->';
const end = '<!-- end of table -->';

/** Agents' default. */
const rate = 500;
const fleets = [2, 3, 10, 50, 100, 250, 500, 1_000, 2_000, 5_000];

/** Fleet size against time, as lines of Markdown. */
export function detectionTable(): string[] {
  const header = ['nodes', 'all busy', 'a tenth busy: these', 'the others', 'all idle'];
  const rows = fleets.map((nodes) => {
    const peers = nodes - 1;
    const tenth = Math.ceil(peers / 10);
    const cell = (busy: number, kind: 'busyMs' | 'idleMs') =>
      `${time(intervals(busy, peers - busy, rate)[kind])} / ${time(detectionMs(peers, rate, busy)[kind])}`;
    return [
      nodes.toLocaleString('en-US'),
      cell(peers, 'busyMs'),
      cell(tenth, 'busyMs'),
      peers > tenth ? cell(tenth, 'idleMs') : '',
      cell(0, 'idleMs'),
    ];
  });
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** What the docs have. */
export function documentedTable(): string[] {
  const text = readFileSync(docs, 'utf8');
  const [from, to] = bounds(text);
  return text.slice(from, to).trim().split('\n');
}

function bounds(text: string): [number, number] {
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${docs} has no place for the table`);
  return [from, to];
}

function time(ms: number): string {
  return ms < 100 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readFileSync(docs, 'utf8');
  const [from, to] = bounds(text);
  writeFileSync(docs, `${text.slice(0, from)}\n${detectionTable().join('\n')}\n${text.slice(to)}`);
}
