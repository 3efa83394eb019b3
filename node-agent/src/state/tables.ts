import { type Datapath, type TableName, tableNames } from '../datapath/datapath.js';
import { MirrorTable } from './mirror-table.js';

/** Tables of what the controller says, directly or derived from it. */
const fromController = [
  'vtep',
  'vtep_by_ip4',
  'vtep_by_ip6',
  'member',
  'flood_remote',
  'port_groups',
  'fdb',
  'departing_port',
  'neighbor4',
  'neighbor6',
  'route4',
  'route6',
  'gateway4',
  'gateway6',
] as const satisfies TableName[];

/** One mirror per kernel table, in two groups by who decides what is in them. */
export interface Tables {
  readonly fromController: Readonly<Record<(typeof fromController)[number], MirrorTable>>;
  /** What follows from the controller's word and from what is plugged in here. */
  readonly fromPlugs: Readonly<Record<Exclude<TableName, (typeof fromController)[number]>, MirrorTable>>;
  /** All, by name. */
  readonly all: Readonly<Record<TableName, MirrorTable>>;
}

/** Empty mirrors with the layouts of the datapath's tables. */
export function makeTables(datapath: Pick<Datapath, 'table'>): Tables {
  const make = (name: TableName) => {
    const { keySize, valueSize } = datapath.table(name);
    return new MirrorTable(name, keySize, valueSize);
  };
  const all = Object.fromEntries(tableNames.map((name) => [name, make(name)])) as Tables['all'];
  const isFromController = new Set<TableName>(fromController);
  const part = (wanted: boolean) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => isFromController.has(name as TableName) === wanted));
  return {
    fromController: part(true) as Tables['fromController'],
    fromPlugs: part(false) as Tables['fromPlugs'],
    all,
  };
}
