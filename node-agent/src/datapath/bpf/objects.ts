import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireFeatures } from './features.js';
import { ofModule } from './module-maps.js';
import { type BpfMap, type BpfProgram, close, loadObject, openPinnedProgram, pin, unpin } from './native.js';
import { BpfError } from './native-error.js';
import type { Pins } from './pins.js';

/** Object files of the modules and the programs that the agent uses of each. */
export const moduleObjects = {
  bridge: ['from_port', 'to_port'],
  vxlan: ['from_underlay', 'from_vxlan'],
  underlay: ['underlay_native', 'underlay_generic'],
  flow: ['flow_sweep'],
  announce: ['announce'],
  tunnels: ['probe_send'],
  policy: ['policy_switch'],
  connections: ['connection_sweep', 'connection_take'],
} as const;
export type ModuleName = keyof typeof moduleObjects;
export type LoadedProgramName = (typeof moduleObjects)[ModuleName][number];

/** modules/build, from the source tree as well as from dist/. */
export function defaultModulesDirectory(): string {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    const found = join(directory, 'modules/build');
    if (existsSync(join(found, 'bridge.bpf.o'))) return found;
    if (directory === dirname(directory)) {
      throw new Error('the modules are not built: no modules/build/bridge.bpf.o (npm run build)');
    }
  }
}

export interface Programs {
  readonly programs: Readonly<Record<LoadedProgramName, BpfProgram>>;
  /** Modules that were loaded because nothing was pinned, or their object file is another one. */
  readonly loaded: readonly ModuleName[];
  /** Pins what was loaded, in place of what was pinned; to be called once every link has its new program. */
  commit(): void;
}

/**
 * The programs of all modules: those that are pinned where the object file is the one that they came from, newly loaded ones
 * otherwise. Maps are `maps` (name -> pinned map), or made with `maxEntries` and pinned. `anew`: load all, whatever is pinned.
 */
export function openPrograms(
  pins: Pins,
  directory: string,
  maps: Readonly<Record<string, BpfMap>>,
  maxEntries: Readonly<Record<string, number>>,
  anew: boolean,
): Programs {
  const programs: Partial<Record<LoadedProgramName, BpfProgram>> = {};
  const loaded: { module: ModuleName; hash: string }[] = [];
  for (const module of Object.keys(moduleObjects) as ModuleName[]) {
    const path = join(directory, `${module}.bpf.o`);
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    const names: readonly LoadedProgramName[] = moduleObjects[module];
    const pinned = !anew && pins.fact(`hash-${module}`) === hash ? openAll(pins, names) : null;
    if (!pinned) loaded.push({ module, hash });
    Object.assign(programs, pinned ?? load(path, names, pins, ofModule(path, maps), ofModule(path, maxEntries)));
  }
  return {
    programs: programs as Record<LoadedProgramName, BpfProgram>,
    loaded: loaded.map((l) => l.module),
    commit: () => {
      for (const { module, hash } of loaded) {
        for (const name of moduleObjects[module]) {
          const program = programs[name];
          const path = join(pins.programs, name);
          unpin(path);
          if (program) pin(program, path);
        }
        pins.note(`hash-${module}`, hash);
      }
    },
  };
}

function openAll(pins: Pins, names: readonly LoadedProgramName[]): Record<string, BpfProgram> | null {
  const found: Record<string, BpfProgram> = {};
  for (const name of names) {
    const program = openPinnedProgram(join(pins.programs, name));
    if (!program) {
      for (const p of Object.values(found)) close(p);
      return null;
    }
    found[name] = program;
  }
  return found;
}

function load(
  path: string,
  names: readonly LoadedProgramName[],
  pins: Pins,
  maps: Readonly<Record<string, BpfMap>>,
  maxEntries: Readonly<Record<string, number>>,
): Record<string, BpfProgram> {
  try {
    const object = loadObject(path, { pinDir: pins.maps, maps, maxEntries });
    const programs: Record<string, BpfProgram> = {};
    for (const name of names) {
      const program = object.programs[name];
      if (!program) throw new Error(`${path} has no program ${name}`);
      programs[name] = program;
    }
    for (const map of Object.values(object.maps)) close(map);
    return programs;
  } catch (error) {
    // An old kernel refuses in many words; say which one would do.
    if (error instanceof BpfError && error.code === 'LOAD_FAILED') {
      requireFeatures(['tcx', 'ringbuf', 'for_each_map_elem', 'bpf_loop', 'redirect_peer', 'redirect_neigh']);
    }
    throw error;
  }
}
