import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WeftError } from '../../../../proto/src/errors.js';
import { decodeConfig, LAYOUT_VERSION } from './layout.gen.js';
import { fromLayout1 } from './layout-1.js';
import type { LayoutMigration } from './layout-migration.js';
import { type BpfMap, close, lookup, openPinnedMap } from './native.js';
import type { Pins } from './pins.js';

export interface Layout {
  readonly version: number;
  /** By the version that they come from. */
  readonly migrations: ReadonlyMap<number, LayoutMigration>;
}

/** This agent's. */
export const currentLayout: Layout = { version: LAYOUT_VERSION, migrations: new Map([[1, fromLayout1]]) };

const FACT = 'layout-version';

/**
 * From pins of an earlier layout to this agent's, without a frame lost: the pinned programs forward with their own maps, which are moved aside, until
 * programs over new and filled maps replace them in their links. A crash or a failure at any point leaves what forwards as it was,
 * and the next start begins anew.
 */
export class LayoutChange {
  readonly #pins: Pins;
  readonly #aside: string;
  readonly #migrate: LayoutMigration;

  private constructor(pins: Pins, aside: string, migrate: LayoutMigration) {
    this.#pins = pins;
    this.#aside = aside;
    this.#migrate = migrate;
  }

  /**
   * Null if the pins have the right layout, or there are none. Otherwise the place for maps is empty afterwards. STORE_INCOMPATIBLE if there is no way from
   * the pinned layout, which is that of a later agent or too old: then nothing is touched.
   */
  static begin(pins: Pins, layout: Layout): LayoutChange | null {
    const version = pinnedVersion(pins);
    if (version === null) return null;
    const aside = asideOf(pins, version);
    if (version === layout.version) {
      // A later agent began to leave this layout and did not get through.
      if (existsSync(aside)) {
        rmSync(pins.maps, { recursive: true });
        renameSync(aside, pins.maps);
      }
      removeOthers(pins);
      return null;
    }
    const migrate = layout.migrations.get(version);
    if (!migrate) {
      throw new WeftError(
        'STORE_INCOMPATIBLE',
        `what is pinned in ${pins.root} has map layout ${version}, this agent has ${layout.version} and no way from one to the other: ` +
          'run the agent that made it, or `cleanup` (ports stop forwarding until the agent has started again); until then what is pinned goes on forwarding',
      );
    }
    pins.note(FACT, String(version));
    if (existsSync(aside)) rmSync(pins.maps, { recursive: true, force: true });
    else renameSync(pins.maps, aside);
    mkdirSync(pins.maps, { mode: 0o700 });
    return new LayoutChange(pins, aside, migrate);
  }

  /** To be called once the new maps are pinned and no link has a new program yet. */
  fill(): void {
    const opened: BpfMap[] = [];
    const open = (path: string) => {
      const map = openPinnedMap(path);
      if (map) opened.push(map);
      return map;
    };
    try {
      this.#migrate(
        (name) => open(join(this.#aside, name)),
        (name) => {
          const map = open(join(this.#pins.maps, name));
          if (!map) throw new Error(`the modules have no map ${name}`);
          return map;
        },
      );
    } finally {
      for (const map of opened) close(map);
    }
  }
}

/** To be called once every link has a program of the layout: what was before it goes. */
export function noteLayout(pins: Pins, { version }: Layout): void {
  pins.note(FACT, String(version));
  removeOthers(pins);
}

/** Where maps of a layout are while it is being left. */
function asideOf(pins: Pins, version: number): string {
  return `${pins.maps}-${version}`;
}

function removeOthers(pins: Pins): void {
  for (const name of pins.list(pins.root)) {
    if (name.startsWith('maps-')) rmSync(join(pins.root, name), { recursive: true });
  }
}

/** The layout version of the pins; null if there is none. */
function pinnedVersion(pins: Pins): number | null {
  const noted = pins.fact(FACT);
  if (noted !== null) return Number(noted);
  const config = openPinnedMap(join(pins.maps, 'config'));
  if (!config) return null;
  const value = lookup(config, Buffer.alloc(4));
  close(config);
  // The version is the first word of every layout.
  const version = value ? decodeConfig(value).layoutVersion : 0;
  return version === 0 ? null : version;
}
