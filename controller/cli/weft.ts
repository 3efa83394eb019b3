#!/usr/bin/env node
import { runProgram } from './program.js';

// grpc-js names a server by its IP address in TLS, of which Node.js warns (DEP0123): nothing that a user could act on.
process.noDeprecation = true;

// A reader that goes away (`weft port list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runProgram(process.argv.slice(2));
