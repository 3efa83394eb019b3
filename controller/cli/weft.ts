#!/usr/bin/env node
import { runProgram } from './program.js';

// A reader that goes away (`weft port list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runProgram(process.argv.slice(2));
