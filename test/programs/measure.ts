import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BpfHandle, close, loadObject, programInfo } from '../../node-agent/src/datapath/bpf/native.js';

const modules = join(import.meta.dirname, '../../modules').replace('/dist/', '/');

/** What a program costs: instructions after the verifier's rewriting, machine code, and what the verifier had to look at (its limit is a million). */
export interface ProgramCost {
  readonly module: string;
  readonly program: string;
  readonly instructions: number;
  readonly machineCodeBytes: number;
  readonly verifiedInstructions: number;
  /** States that the verifier kept at once. */
  readonly peakStates: number;
  /** Bytes of stack: the program's own frame, then those of its functions; along a chain of calls 512 are the limit. */
  readonly stackBytes: readonly number[];
}

/** A compiler that is here; null if it is not. */
export function compilerVersion(compiler: string): string | null {
  try {
    return /version (\S+)/.exec(execFileSync(compiler, ['--version'], { encoding: 'utf8' }))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Compiles all modules into a folder. @throws Error with the compiler's words */
export function compileModules(compiler: string, folder: string): void {
  execFileSync('make', ['-s', '-C', modules, `CLANG=${compiler}`, `BUILD=${folder}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Names of the modules, as modules/Makefile has them. */
export function moduleNames(): string[] {
  return execFileSync('make', ['-s', '-C', modules, 'names'], { encoding: 'utf8' }).trim().split(/\s+/);
}

/** Loads every module of a folder, and asks the kernel what its programs cost. */
export function measurePrograms(folder: string): ProgramCost[] {
  return moduleNames().flatMap((module) => {
    const path = join(folder, `${module}.bpf.o`);
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
    const { programs, maps, log } = loadObject(path, { logLevel: 4 });
    try {
      return Object.entries(programs).map(([program, handle]) => {
        const { translatedBytes, jitedBytes, verifiedInstructions } = programInfo(handle);
        const ofProgram = log.slice(log.indexOf(`prog '${program}'`));
        const peakStates = Number(/peak_states (\d+)/.exec(ofProgram)?.[1] ?? Number.NaN);
        const frames = /^stack depth ([\d+]+)/m.exec(ofProgram)?.[1] ?? '';
        return {
          module,
          program,
          instructions: translatedBytes / 8,
          machineCodeBytes: jitedBytes,
          verifiedInstructions,
          peakStates,
          stackBytes: frames.split('+').map(Number),
        };
      });
    } finally {
      for (const handle of [...Object.values(programs), ...Object.values(maps)] as BpfHandle[]) close(handle);
    }
  });
}
