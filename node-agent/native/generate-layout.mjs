// Generates TypeScript from modules/include/weft: map layouts from the compiler's BTF, drop reasons from their list.
//   node node-agent/native/generate-layout.mjs           writes
//   node node-agent/native/generate-layout.mjs --check   fails if what is checked in differs
// Needs clang, gcc and bpftool.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layoutModule } from './layout-codecs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const include = join(root, 'modules/include');
const multiarch = execFileSync('gcc', ['-print-multiarch'], { encoding: 'utf8' }).trim();
const headers = [
  'weft/types.h',
  'weft/traffic_types.h',
  'weft/tunnel_types.h',
  'weft/policy_types.h',
  'weft/connection_types.h',
  'weft/bandwidth_types.h',
  'weft/move_types.h',
];
const includes = headers.map((header) => `#include "${header}"\n`).join('');
const flags = ['-O2', '-g', '-target', 'bpf', '-mcpu=v3', `-I${include}`, `-I/usr/include/${multiarch}`];
const run = (command, args, input) =>
  execFileSync(command, args, { encoding: 'utf8', input, maxBuffer: 64 << 20, stdio: ['pipe', 'pipe', 'inherit'] });

const scratch = mkdtempSync(join(tmpdir(), 'weft-layout-'));
try {
  const outputs = {
    'node-agent/src/datapath/bpf/layout.gen.ts': layoutModule(btfTypes(), defines()),
    'proto/src/drop-reasons.gen.ts': dropReasonsModule(dropReasons()),
  };
  for (const [path, text] of Object.entries(outputs)) {
    if (!process.argv.includes('--check')) writeFileSync(join(root, path), text);
    else if (read(join(root, path)) !== text) {
      console.error(`${path} is not what modules/include/weft says: run \`npm run generate\``);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}

/** The text of a file, undefined if there is none. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** BTF of every struct and enum of the headers. The compiler describes only what is used, so one variable of each is declared. */
function btfTypes() {
  const text = headers.map((header) => readFileSync(join(include, header), 'utf8')).join('');
  const declared = [...text.matchAll(/^(struct|enum) (weft_\w+) \{/gm)].map((m) => `${m[1]} ${m[2]}`);
  const source = join(scratch, 'layout.c');
  const object = join(scratch, 'layout.o');
  writeFileSync(source, [includes, ...declared.map((type, i) => `${type} v${i};`), ''].join('\n'));
  run('clang', [...flags, '-c', source, '-o', object]);
  const { types } = JSON.parse(run('bpftool', ['btf', 'dump', 'file', object, '-j']));
  return types;
}

/** The headers' object-like macros that are integers: [name, value]. */
function defines() {
  return run('clang', [...flags, '-E', '-dM', '-'], includes)
    .split('\n')
    .map((line) => /^#define WEFT_(\w+) \(?(0x[0-9a-fA-F]+|\d+)[UL]*\)?$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => [match[1], Number(match[2])])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The list, as the preprocessor expands it: JSON but for its brackets. */
function dropReasons() {
  const source = [
    '#include "weft/drop_reasons.h"',
    '#define WEFT_ROW(name, number, text) WEFT_ROW_IS [#name, number, text]',
    'WEFT_DROP_REASON_LIST(WEFT_ROW)',
    '',
  ].join('\n');
  const rows = run('clang', [...flags, '-E', '-P', '-'], source)
    .split('WEFT_ROW_IS')
    .slice(1);
  return rows.map((row) => JSON.parse(row)).map(([name, number, text]) => ({ name, number, text }));
}

function dropReasonsModule(reasons) {
  const list = reasons.map((r) => `  ${r.number}: { name: '${r.name}', text: ${JSON.stringify(r.text)} },`);
  return [
    '// Generated from modules/include/weft/drop_reasons.h by node-agent/native/generate-layout.mjs; do not edit.',
    '',
    '/** Why packets are dropped: number in maps and records -> name in metrics, protos and the CLI, and text for people. */',
    'export const DROP_REASONS = {',
    ...list,
    '} as const;',
    '',
    'export type DropReasonNumber = keyof typeof DROP_REASONS;',
    "export type DropReasonName = (typeof DROP_REASONS)[DropReasonNumber]['name'];",
    '',
    '/** Name -> number. */',
    'export const DropReason = {',
    ...reasons.map((r) => `  ${r.name}: ${r.number},`),
    '} as const satisfies Record<DropReasonName, DropReasonNumber>;',
    '',
    '/** Name and text of a reason, null for a number that this version does not know (0 = not dropped). */',
    'export function dropReason(number: number): { readonly name: DropReasonName; readonly text: string } | null {',
    '  return number in DROP_REASONS ? DROP_REASONS[number as DropReasonNumber] : null;',
    '}',
    '',
  ].join('\n');
}
