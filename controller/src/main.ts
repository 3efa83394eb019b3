#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setLogger } from '@grpc/grpc-js';
import pino from 'pino';
import { Controller } from './controller.js';
import { parseFlags } from './flags.js';
import { runStoreCommand } from './store-commands.js';

// The controller's process. Exit codes: 0 after SIGTERM or SIGINT, 1 with one line on stderr if it can't start or can't go on.

// `store ...` is no controller, but what looks after its store.
if (process.argv[2] === 'store') process.exit(await runStoreCommand(process.argv.slice(3)));

const version = String(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version);
const flags = parseFlags(process.argv, version);
const log = pino({ name: 'weft-controller', level: flags.logLevel });

// grpc-js would write to stderr itself. What matters of it reaches its callers as errors.
const grpcLog = (...parts: unknown[]) => log.debug({ grpc: parts.map(String).join(' ') }, 'grpc-js');
setLogger({ debug: grpcLog, info: grpcLog, error: grpcLog });

try {
  const controller = await Controller.start({
    flags,
    version,
    log,
    // deploy/build.sh puts it beside the compiled code.
    descriptorSet: readFileSync(new URL('../../proto/gen/descriptors.binpb', import.meta.url)),
    dashboardDirectory: fileURLToPath(new URL('../dashboard', import.meta.url)),
    onFatal: fail,
  });
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      controller.stop().then(() => process.exit(0), fail);
    });
  }
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  process.stderr.write(`weft-controller: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** The directory of the nearest package.json: also from dist/. */
function packageRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return directory;
}
