import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeyPairFiles } from '../../controller/cli/pki/authority.js';
import { LabError } from './lab-error.js';

/** Where things are: the lab's one directory, its bpffs, the repository. */

/** Used unless WEFT_LAB_DIR or a running lab says otherwise: /var/lib/weft-lab. */
function defaultDirectory(prefix: string): string {
  return `/var/lib/${prefix}-lab`;
}

/** One file a running lab, named by its prefix, holding its directory: how later commands find it. */
export const labRegistry = '/run/weft-lab';

/** File by which a lab's directory is known. */
const marker = '.weft-lab';

const subdirectories = ['certs', 'controller', 'nats', 'agents', 'nodes', 'vms', 'pids', 'logs', 'run'] as const;

/** Root of the repository: processes run from its dist/. Works from the sources (tests) and from dist/. */
export const repositoryRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new LabError('no package.json above the lab');
  return findRoot(parent);
}

/** A file of the build. */
export function built(...path: string[]): string {
  const file = join(repositoryRoot, 'dist', ...path);
  if (!existsSync(file)) throw new LabError(`${file} is missing: build first (npm run build)`);
  return file;
}

/** Paths in a lab's directory. */
export class LabDirectory {
  constructor(readonly path: string) {
    // A unix socket's path has at most 107 bytes (struct sockaddr_un).
    if (Buffer.byteLength(this.socket('host-000')) > 107) {
      throw new LabError(`lab directory ${path} is too long a path for unix sockets in it`);
    }
  }

  in(subdirectory: (typeof subdirectories)[number], ...rest: string[]): string {
    return join(this.path, subdirectory, ...rest);
  }

  get stateFile(): string {
    return join(this.path, 'lab.json');
  }

  certificate(name: string): KeyPairFiles {
    return { certificate: this.in('certs', `${name}.crt`), key: this.in('certs', `${name}.key`) };
  }

  socket(nodeId: string): string {
    return join(this.path, 'run', `${nodeId}.sock`);
  }

  /** True if a lab made it: only then is anything in it removed. */
  private get isOurs(): boolean {
    return existsSync(join(this.path, marker));
  }

  create(): void {
    if (existsSync(this.path) && !this.isOurs && readdirSync(this.path).length > 0) {
      throw new LabError(`${this.path} holds something else than a lab; give an empty directory in WEFT_LAB_DIR`);
    }
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.path, marker), 'Made by weft: `npm run lab -- down` removes it.\n');
    for (const name of subdirectories) mkdirSync(this.in(name), { recursive: true, mode: 0o700 });
  }

  /** Removes what `create` made and the lab wrote, and nothing else that someone put there. */
  remove(): void {
    if (!this.isOurs) return;
    for (const name of subdirectories) rmSync(this.in(name), { recursive: true, force: true });
    rmSync(this.stateFile, { force: true });
    rmSync(join(this.path, marker), { force: true });
    try {
      rmdirSync(this.path);
    } catch {
      // Not empty, or not there.
    }
  }
}

/** Writes a JSON file so that a reader sees the old one or the new one. */
export function writeJson(path: string, value: unknown): void {
  const scratch = `${path}.${process.pid}.tmp`;
  writeFileSync(scratch, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(scratch, path);
}

/** Reads a JSON file that the lab wrote; undefined if it is not there. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LabError(`${path}: ${(error as Error).message}`);
  }
}

/** All JSON files of a directory, ordered by name; those that vanish meanwhile are left out. */
export function readJsonFiles<T>(directory: string): T[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readJson<T>(join(directory, name)))
    .filter((value) => value !== undefined);
}

/** Says that the lab `prefix` lives in `path`. False if another one is registered. */
export function registerLab(prefix: string, path: string): boolean {
  mkdirSync(labRegistry, { recursive: true });
  return writeNew(join(labRegistry, prefix), path);
}

export function unregisterLab(prefix: string): void {
  releaseSlots(prefix);
  rmSync(join(labRegistry, prefix), { force: true });
}

/** Takes a slot of addresses for the lab `prefix`, until it is unregistered; false if another lab has it. Labs that start at once never get the same. */
export function claimSlot(prefix: string, slot: number): boolean {
  // No prefix of a lab has a hyphen.
  const file = join(labRegistry, `slot-${slot}`);
  return writeNew(file, prefix) || readText(file) === prefix;
}

function releaseSlots(prefix: string): void {
  if (!existsSync(labRegistry)) return;
  const slots = readdirSync(labRegistry).filter((name) => name.startsWith('slot-'));
  for (const file of slots.map((name) => join(labRegistry, name)))
    if (readText(file) === prefix) rmSync(file, { force: true });
}

/** Writes a file that must not be there; false if it is. */
function writeNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Directory of the registered lab `prefix`, if there is one. */
export function registeredDirectory(prefix: string): string | undefined {
  return readText(join(labRegistry, prefix));
}

/** The directory that a command means: WEFT_LAB_DIR, else that of the running lab, else the default one. */
export function chosenDirectory(prefix: string): string {
  return process.env['WEFT_LAB_DIR'] || registeredDirectory(prefix) || defaultDirectory(prefix);
}
