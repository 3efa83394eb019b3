import { type Datapath, type TableName, tableNames } from '../datapath/datapath.js';
import { MirrorTable } from './mirror-table.js';

/** One mirror per kernel table, in two groups by who decides what is in them. */
export interface Tables {
  /** What the controller says, directly or derived from it. */
  readonly fromController: Readonly<
    Record<'vtep' | 'vtep_by_ip4' | 'member' | 'flood_remote' | 'fdb' | 'neighbor4', MirrorTable>
  >;
  /** What follows from the controller's word and from what is plugged in here. */
  readonly fromPlugs: Readonly<Record<'config' | 'port_by_id' | 'flood_local' | 'port_by_if', MirrorTable>>;
  /** All, by name. */
  readonly all: Readonly<Record<TableName, MirrorTable>>;
}

/** Empty mirrors with the layouts of the datapath's tables. */
export function makeTables(datapath: Pick<Datapath, 'table'>): Tables {
  const make = (name: TableName) => {
    const { keySize, valueSize } = datapath.table(name);
    return new MirrorTable(name, keySize, valueSize);
  };
  const all = Object.fromEntries(tableNames.map((name) => [name, make(name)])) as Record<TableName, MirrorTable>;
  const { vtep, vtep_by_ip4, member, flood_remote, fdb, neighbor4, config, port_by_id, flood_local, port_by_if } = all;
  return {
    fromController: { vtep, vtep_by_ip4, member, flood_remote, fdb, neighbor4 },
    fromPlugs: { config, port_by_id, flood_local, port_by_if },
    all,
  };
}
