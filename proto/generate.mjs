// Generates proto/gen: codecs and types (protobufjs), and typed method definitions for grpc-js.
//   node proto/generate.mjs           writes
//   node proto/generate.mjs --check   fails if what is checked in differs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const protoRoot = dirname(fileURLToPath(import.meta.url));
const outDir = join(protoRoot, 'gen');
const sources = [
  ...readdirSync(join(protoRoot, 'weft/v1')).map((f) => `weft/v1/${f}`),
  'google/rpc/status.proto',
  'google/rpc/error_details.proto',
  'grpc/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto',
  'grpc/reflection/v1alpha/reflection.proto',
].sort();

const scratch = mkdtempSync(join(tmpdir(), 'weft-proto-'));
try {
  const pbjs = join(protoRoot, '../node_modules/protobufjs-cli/bin/pbjs');
  const common = [
    '-t',
    'static-module',
    '-w',
    'esm',
    '--force-number',
    '--no-verify',
    '--no-delimited',
    '--no-typeurl',
    '--no-service',
    '-p',
    protoRoot,
  ];
  const files = sources.map((f) => join(protoRoot, f));
  execFileSync(process.execPath, [pbjs, ...common, '--dts', '-o', join(scratch, 'commented.js'), ...files]);
  execFileSync(process.execPath, [pbjs, ...common, '--no-comments', '-o', join(scratch, 'codecs.js'), ...files]);
  const outputs = {
    'codecs.js': numbersNotLongs(readFileSync(join(scratch, 'codecs.js'), 'utf8')),
    'codecs.d.ts': readFileSync(join(scratch, 'commented.d.ts'), 'utf8'),
    'services.ts': services(files),
  };
  if (process.argv.includes('--check')) {
    for (const [name, text] of Object.entries(outputs)) {
      if (readFileSync(join(outDir, name), 'utf8') !== text) {
        console.error(`proto/gen/${name} is not what the protos say: run \`npm run generate\``);
        process.exitCode = 1;
      }
    }
  } else {
    for (const [name, text] of Object.entries(outputs)) writeFileSync(join(outDir, name), text);
  }
} finally {
  rmSync(scratch, { recursive: true });
}

/**
 * 64-bit fields decode to JavaScript numbers, as the types say (--force-number alone changes only the types): protobufjs decodes to
 * Long objects as soon as the `long` package is installed, so it is told that there is none. Counters and revisions are below 2^53;
 * nanoseconds since 1970 are exact to 256 ns.
 */
function numbersNotLongs(text) {
  const importLine = 'import $protobuf from "protobufjs/minimal.js";\n';
  if (!text.includes(importLine)) throw new Error('codecs.js does not begin as expected');
  return text.replace(importLine, `${importLine}\n$protobuf.util.Long = null;\n$protobuf.configure();\n`);
}

/** One typed constant per gRPC service. */
function services(files) {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.startsWith('/') ? target : join(protoRoot, target));
  root.loadSync(files);
  root.resolveAll();
  const lines = [
    '// Generated from proto/ by proto/generate.mjs; do not edit.',
    "import type { MethodShape } from '../src/method.js';",
    "import { google, grpc, weft } from './codecs.js';",
    '',
  ];
  const visit = (ns) => {
    for (const nested of ns.nestedArray) {
      if (nested instanceof protobuf.Service) lines.push(...service(nested), '');
      if (nested instanceof protobuf.Namespace) visit(nested);
    }
  };
  visit(root);
  lines.push('void google;', 'void grpc;', '');
  return lines.join('\n');
}

function service(s) {
  const full = s.fullName.slice(1);
  const suffix = full.includes('v1alpha') ? 'Alpha' : '';
  const lines = [`/** ${full} */`, `export const ${s.name}${suffix} = {`];
  for (const m of s.methodsArray) {
    const req = m.resolvedRequestType.fullName.slice(1);
    const res = m.resolvedResponseType.fullName.slice(1);
    const key = m.name[0].toLowerCase() + m.name.slice(1);
    lines.push(
      `  ${key}: {`,
      `    path: '/${full}/${m.name}',`,
      `    requestStream: ${Boolean(m.requestStream)},`,
      `    responseStream: ${Boolean(m.responseStream)},`,
      `    requestSerialize: (m: ${req}.$Properties) => ${req}.encode(m).finish() as Buffer,`,
      `    requestDeserialize: (b: Buffer) => ${req}.decode(b),`,
      `    responseSerialize: (m: ${res}.$Properties) => ${res}.encode(m).finish() as Buffer,`,
      `    responseDeserialize: (b: Buffer) => ${res}.decode(b),`,
      `  } satisfies MethodShape<${req}.$Properties, ${req}, ${res}.$Properties, ${res}>,`,
    );
  }
  lines.push('} as const;');
  return lines;
}
