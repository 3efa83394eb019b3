import { weft } from '../../../proto/gen/codecs.js';
import type { ClusterService } from '../../../proto/gen/services.js';
import { backupHandler } from './backup.js';
import { type RotationParts, rotationHandler } from './probe-key-rotation.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

/** What GetCluster tells besides the store's contents. */
export interface ClusterFacts {
  readonly version: string;
  readonly vxlanPort: number;
  readonly underlayMtu: number;
}

export function clusterHandlers(
  r: Resources,
  facts: ClusterFacts,
  rotation: RotationParts,
  onDefect: (error: unknown) => void,
): Handlers<typeof ClusterService> {
  return {
    getCluster: async () =>
      r.store.read(async () =>
        weft.v1.Cluster.create({
          ...facts,
          clusterId: r.store.clusterId,
          epoch: r.store.epoch,
          revision: r.store.committedRevision,
          tenants: r.store.size('tenant'),
          networks: r.store.size('network'),
          subnets: r.store.size('subnet'),
          routers: r.store.size('router'),
          securityGroups: r.store.size('securityGroup'),
          ports: r.store.size('port'),
          nodes: r.store.size('node'),
          nodesReady: r.readyNodes(weft.v1.NodeState.READY),
        }),
      ),
    backup: backupHandler(r.store, onDefect),
    rotateProbeKey: rotationHandler(rotation),
  };
}
