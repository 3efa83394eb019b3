import { randomUUID } from 'node:crypto';
import { WeftError } from '../../../proto/src/errors.js';
import type { Database } from './database.js';
import { metaKeys, schemaVersion } from './keys.js';
import { migrate } from './migrations.js';

/** Who a store is, and how far its history goes. */
export interface StoreIdentity {
  readonly clusterId: string;
  readonly epoch: string;
  readonly revision: number;
  /** The change log has every revision above this one. */
  readonly logFloor: number;
  /** It was made of a backup and needs a new epoch. */
  readonly restored: boolean;
}

/** Reads a store's identity; an empty database becomes a new store, an older one is migrated. STORE_INCOMPATIBLE if it is not one that this version can use. */
export async function readOrCreateIdentity(db: Database, directory: string): Promise<StoreIdentity> {
  const schema = await db.get(metaKeys.schema);
  if (schema === undefined) {
    const [anything] = await db.keys({ limit: 1 }).all();
    if (anything !== undefined) throw incompatible(directory, 'it is a LevelDB database, but not a store of weft');
    return create(db);
  }
  await migrate(db, directory);
  const [cluster, epoch, revision, logFloor, restored] = await db.getMany([
    metaKeys.cluster,
    metaKeys.epoch,
    metaKeys.revision,
    metaKeys.logFloor,
    metaKeys.restored,
  ]);
  if (!cluster || !epoch || !revision || !logFloor) throw incompatible(directory, 'its meta records are incomplete');
  return {
    clusterId: cluster.toString(),
    epoch: epoch.toString(),
    revision: Number(revision.toString()),
    logFloor: Number(logFloor.toString()),
    restored: restored !== undefined,
  };
}

async function create(db: Database): Promise<StoreIdentity> {
  const identity = { clusterId: randomUUID(), epoch: randomUUID(), revision: 0, logFloor: 0, restored: false };
  await db
    .batch()
    .put(metaKeys.schema, Buffer.from(String(schemaVersion)))
    .put(metaKeys.cluster, Buffer.from(identity.clusterId))
    .put(metaKeys.epoch, Buffer.from(identity.epoch))
    .put(metaKeys.revision, Buffer.from('0'))
    .put(metaKeys.logFloor, Buffer.from('0'))
    .write({ sync: true });
  return identity;
}

function incompatible(directory: string, why: string): WeftError {
  return new WeftError('STORE_INCOMPATIBLE', `can't use the store in ${directory}: ${why}`);
}
