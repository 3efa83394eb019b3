// Generated from proto/ by proto/generate.mjs; do not edit.
import type { MethodShape } from '../src/method.js';
import { google, grpc, weft } from './codecs.js';

/** grpc.health.v1.Health */
export const Health = {
  check: {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: grpc.health.v1.HealthCheckRequest.$Properties) => grpc.health.v1.HealthCheckRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => grpc.health.v1.HealthCheckRequest.decode(b),
    responseSerialize: (m: grpc.health.v1.HealthCheckResponse.$Properties) => grpc.health.v1.HealthCheckResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => grpc.health.v1.HealthCheckResponse.decode(b),
  } satisfies MethodShape<grpc.health.v1.HealthCheckRequest.$Properties, grpc.health.v1.HealthCheckRequest, grpc.health.v1.HealthCheckResponse.$Properties, grpc.health.v1.HealthCheckResponse>,
  watch: {
    path: '/grpc.health.v1.Health/Watch',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: grpc.health.v1.HealthCheckRequest.$Properties) => grpc.health.v1.HealthCheckRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => grpc.health.v1.HealthCheckRequest.decode(b),
    responseSerialize: (m: grpc.health.v1.HealthCheckResponse.$Properties) => grpc.health.v1.HealthCheckResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => grpc.health.v1.HealthCheckResponse.decode(b),
  } satisfies MethodShape<grpc.health.v1.HealthCheckRequest.$Properties, grpc.health.v1.HealthCheckRequest, grpc.health.v1.HealthCheckResponse.$Properties, grpc.health.v1.HealthCheckResponse>,
  list: {
    path: '/grpc.health.v1.Health/List',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: grpc.health.v1.HealthListRequest.$Properties) => grpc.health.v1.HealthListRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => grpc.health.v1.HealthListRequest.decode(b),
    responseSerialize: (m: grpc.health.v1.HealthListResponse.$Properties) => grpc.health.v1.HealthListResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => grpc.health.v1.HealthListResponse.decode(b),
  } satisfies MethodShape<grpc.health.v1.HealthListRequest.$Properties, grpc.health.v1.HealthListRequest, grpc.health.v1.HealthListResponse.$Properties, grpc.health.v1.HealthListResponse>,
} as const;

/** grpc.reflection.v1.ServerReflection */
export const ServerReflection = {
  serverReflectionInfo: {
    path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    requestStream: true,
    responseStream: true,
    requestSerialize: (m: grpc.reflection.v1.ServerReflectionRequest.$Properties) => grpc.reflection.v1.ServerReflectionRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => grpc.reflection.v1.ServerReflectionRequest.decode(b),
    responseSerialize: (m: grpc.reflection.v1.ServerReflectionResponse.$Properties) => grpc.reflection.v1.ServerReflectionResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => grpc.reflection.v1.ServerReflectionResponse.decode(b),
  } satisfies MethodShape<grpc.reflection.v1.ServerReflectionRequest.$Properties, grpc.reflection.v1.ServerReflectionRequest, grpc.reflection.v1.ServerReflectionResponse.$Properties, grpc.reflection.v1.ServerReflectionResponse>,
} as const;

/** grpc.reflection.v1alpha.ServerReflection */
export const ServerReflectionAlpha = {
  serverReflectionInfo: {
    path: '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
    requestStream: true,
    responseStream: true,
    requestSerialize: (m: grpc.reflection.v1alpha.ServerReflectionRequest.$Properties) => grpc.reflection.v1alpha.ServerReflectionRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => grpc.reflection.v1alpha.ServerReflectionRequest.decode(b),
    responseSerialize: (m: grpc.reflection.v1alpha.ServerReflectionResponse.$Properties) => grpc.reflection.v1alpha.ServerReflectionResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => grpc.reflection.v1alpha.ServerReflectionResponse.decode(b),
  } satisfies MethodShape<grpc.reflection.v1alpha.ServerReflectionRequest.$Properties, grpc.reflection.v1alpha.ServerReflectionRequest, grpc.reflection.v1alpha.ServerReflectionResponse.$Properties, grpc.reflection.v1alpha.ServerReflectionResponse>,
} as const;

/** weft.v1.AgentService */
export const AgentService = {
  getAgent: {
    path: '/weft.v1.AgentService/GetAgent',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetAgentRequest.$Properties) => weft.v1.GetAgentRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetAgentRequest.decode(b),
    responseSerialize: (m: weft.v1.Agent.$Properties) => weft.v1.Agent.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Agent.decode(b),
  } satisfies MethodShape<weft.v1.GetAgentRequest.$Properties, weft.v1.GetAgentRequest, weft.v1.Agent.$Properties, weft.v1.Agent>,
  listPortCounters: {
    path: '/weft.v1.AgentService/ListPortCounters',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListPortCountersRequest.$Properties) => weft.v1.ListPortCountersRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListPortCountersRequest.decode(b),
    responseSerialize: (m: weft.v1.ListPortCountersResponse.$Properties) => weft.v1.ListPortCountersResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListPortCountersResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListPortCountersRequest.$Properties, weft.v1.ListPortCountersRequest, weft.v1.ListPortCountersResponse.$Properties, weft.v1.ListPortCountersResponse>,
} as const;

/** weft.v1.AuditService */
export const AuditService = {
  listAudit: {
    path: '/weft.v1.AuditService/ListAudit',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListAuditRequest.$Properties) => weft.v1.ListAuditRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListAuditRequest.decode(b),
    responseSerialize: (m: weft.v1.ListAuditResponse.$Properties) => weft.v1.ListAuditResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListAuditResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListAuditRequest.$Properties, weft.v1.ListAuditRequest, weft.v1.ListAuditResponse.$Properties, weft.v1.ListAuditResponse>,
} as const;

/** weft.v1.ClusterService */
export const ClusterService = {
  getCluster: {
    path: '/weft.v1.ClusterService/GetCluster',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetClusterRequest.$Properties) => weft.v1.GetClusterRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetClusterRequest.decode(b),
    responseSerialize: (m: weft.v1.Cluster.$Properties) => weft.v1.Cluster.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Cluster.decode(b),
  } satisfies MethodShape<weft.v1.GetClusterRequest.$Properties, weft.v1.GetClusterRequest, weft.v1.Cluster.$Properties, weft.v1.Cluster>,
  backup: {
    path: '/weft.v1.ClusterService/Backup',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.BackupRequest.$Properties) => weft.v1.BackupRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.BackupRequest.decode(b),
    responseSerialize: (m: weft.v1.BackupChunk.$Properties) => weft.v1.BackupChunk.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.BackupChunk.decode(b),
  } satisfies MethodShape<weft.v1.BackupRequest.$Properties, weft.v1.BackupRequest, weft.v1.BackupChunk.$Properties, weft.v1.BackupChunk>,
  rotateProbeKey: {
    path: '/weft.v1.ClusterService/RotateProbeKey',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.RotateProbeKeyRequest.$Properties) => weft.v1.RotateProbeKeyRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.RotateProbeKeyRequest.decode(b),
    responseSerialize: (m: weft.v1.RotateProbeKeyResponse.$Properties) => weft.v1.RotateProbeKeyResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.RotateProbeKeyResponse.decode(b),
  } satisfies MethodShape<weft.v1.RotateProbeKeyRequest.$Properties, weft.v1.RotateProbeKeyRequest, weft.v1.RotateProbeKeyResponse.$Properties, weft.v1.RotateProbeKeyResponse>,
} as const;

/** weft.v1.NodeService */
export const NodeService = {
  createNode: {
    path: '/weft.v1.NodeService/CreateNode',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreateNodeRequest.$Properties) => weft.v1.CreateNodeRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreateNodeRequest.decode(b),
    responseSerialize: (m: weft.v1.Node.$Properties) => weft.v1.Node.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Node.decode(b),
  } satisfies MethodShape<weft.v1.CreateNodeRequest.$Properties, weft.v1.CreateNodeRequest, weft.v1.Node.$Properties, weft.v1.Node>,
  getNode: {
    path: '/weft.v1.NodeService/GetNode',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetNodeRequest.$Properties) => weft.v1.GetNodeRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetNodeRequest.decode(b),
    responseSerialize: (m: weft.v1.Node.$Properties) => weft.v1.Node.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Node.decode(b),
  } satisfies MethodShape<weft.v1.GetNodeRequest.$Properties, weft.v1.GetNodeRequest, weft.v1.Node.$Properties, weft.v1.Node>,
  listNodes: {
    path: '/weft.v1.NodeService/ListNodes',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListNodesRequest.$Properties) => weft.v1.ListNodesRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListNodesRequest.decode(b),
    responseSerialize: (m: weft.v1.ListNodesResponse.$Properties) => weft.v1.ListNodesResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListNodesResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListNodesRequest.$Properties, weft.v1.ListNodesRequest, weft.v1.ListNodesResponse.$Properties, weft.v1.ListNodesResponse>,
  updateNode: {
    path: '/weft.v1.NodeService/UpdateNode',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdateNodeRequest.$Properties) => weft.v1.UpdateNodeRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdateNodeRequest.decode(b),
    responseSerialize: (m: weft.v1.Node.$Properties) => weft.v1.Node.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Node.decode(b),
  } satisfies MethodShape<weft.v1.UpdateNodeRequest.$Properties, weft.v1.UpdateNodeRequest, weft.v1.Node.$Properties, weft.v1.Node>,
  deleteNode: {
    path: '/weft.v1.NodeService/DeleteNode',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeleteNodeRequest.$Properties) => weft.v1.DeleteNodeRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeleteNodeRequest.decode(b),
    responseSerialize: (m: weft.v1.DeleteNodeResponse.$Properties) => weft.v1.DeleteNodeResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeleteNodeResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeleteNodeRequest.$Properties, weft.v1.DeleteNodeRequest, weft.v1.DeleteNodeResponse.$Properties, weft.v1.DeleteNodeResponse>,
  watchNodes: {
    path: '/weft.v1.NodeService/WatchNodes',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchNodesRequest.$Properties) => weft.v1.WatchNodesRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchNodesRequest.decode(b),
    responseSerialize: (m: weft.v1.NodeChange.$Properties) => weft.v1.NodeChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.NodeChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchNodesRequest.$Properties, weft.v1.WatchNodesRequest, weft.v1.NodeChange.$Properties, weft.v1.NodeChange>,
} as const;

/** weft.v1.PortService */
export const PortService = {
  createPort: {
    path: '/weft.v1.PortService/CreatePort',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreatePortRequest.$Properties) => weft.v1.CreatePortRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreatePortRequest.decode(b),
    responseSerialize: (m: weft.v1.Port.$Properties) => weft.v1.Port.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Port.decode(b),
  } satisfies MethodShape<weft.v1.CreatePortRequest.$Properties, weft.v1.CreatePortRequest, weft.v1.Port.$Properties, weft.v1.Port>,
  getPort: {
    path: '/weft.v1.PortService/GetPort',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetPortRequest.$Properties) => weft.v1.GetPortRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetPortRequest.decode(b),
    responseSerialize: (m: weft.v1.Port.$Properties) => weft.v1.Port.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Port.decode(b),
  } satisfies MethodShape<weft.v1.GetPortRequest.$Properties, weft.v1.GetPortRequest, weft.v1.Port.$Properties, weft.v1.Port>,
  listPorts: {
    path: '/weft.v1.PortService/ListPorts',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListPortsRequest.$Properties) => weft.v1.ListPortsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListPortsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListPortsResponse.$Properties) => weft.v1.ListPortsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListPortsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListPortsRequest.$Properties, weft.v1.ListPortsRequest, weft.v1.ListPortsResponse.$Properties, weft.v1.ListPortsResponse>,
  updatePort: {
    path: '/weft.v1.PortService/UpdatePort',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdatePortRequest.$Properties) => weft.v1.UpdatePortRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdatePortRequest.decode(b),
    responseSerialize: (m: weft.v1.Port.$Properties) => weft.v1.Port.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Port.decode(b),
  } satisfies MethodShape<weft.v1.UpdatePortRequest.$Properties, weft.v1.UpdatePortRequest, weft.v1.Port.$Properties, weft.v1.Port>,
  deletePort: {
    path: '/weft.v1.PortService/DeletePort',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeletePortRequest.$Properties) => weft.v1.DeletePortRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeletePortRequest.decode(b),
    responseSerialize: (m: weft.v1.DeletePortResponse.$Properties) => weft.v1.DeletePortResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeletePortResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeletePortRequest.$Properties, weft.v1.DeletePortRequest, weft.v1.DeletePortResponse.$Properties, weft.v1.DeletePortResponse>,
  batchCreatePorts: {
    path: '/weft.v1.PortService/BatchCreatePorts',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.BatchCreatePortsRequest.$Properties) => weft.v1.BatchCreatePortsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.BatchCreatePortsRequest.decode(b),
    responseSerialize: (m: weft.v1.BatchCreatePortsResponse.$Properties) => weft.v1.BatchCreatePortsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.BatchCreatePortsResponse.decode(b),
  } satisfies MethodShape<weft.v1.BatchCreatePortsRequest.$Properties, weft.v1.BatchCreatePortsRequest, weft.v1.BatchCreatePortsResponse.$Properties, weft.v1.BatchCreatePortsResponse>,
  batchDeletePorts: {
    path: '/weft.v1.PortService/BatchDeletePorts',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.BatchDeletePortsRequest.$Properties) => weft.v1.BatchDeletePortsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.BatchDeletePortsRequest.decode(b),
    responseSerialize: (m: weft.v1.BatchDeletePortsResponse.$Properties) => weft.v1.BatchDeletePortsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.BatchDeletePortsResponse.decode(b),
  } satisfies MethodShape<weft.v1.BatchDeletePortsRequest.$Properties, weft.v1.BatchDeletePortsRequest, weft.v1.BatchDeletePortsResponse.$Properties, weft.v1.BatchDeletePortsResponse>,
  watchPorts: {
    path: '/weft.v1.PortService/WatchPorts',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchPortsRequest.$Properties) => weft.v1.WatchPortsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchPortsRequest.decode(b),
    responseSerialize: (m: weft.v1.PortChange.$Properties) => weft.v1.PortChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.PortChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchPortsRequest.$Properties, weft.v1.WatchPortsRequest, weft.v1.PortChange.$Properties, weft.v1.PortChange>,
  listPortRules: {
    path: '/weft.v1.PortService/ListPortRules',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListPortRulesRequest.$Properties) => weft.v1.ListPortRulesRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListPortRulesRequest.decode(b),
    responseSerialize: (m: weft.v1.ListPortRulesResponse.$Properties) => weft.v1.ListPortRulesResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListPortRulesResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListPortRulesRequest.$Properties, weft.v1.ListPortRulesRequest, weft.v1.ListPortRulesResponse.$Properties, weft.v1.ListPortRulesResponse>,
  movePort: {
    path: '/weft.v1.PortService/MovePort',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.MovePortRequest.$Properties) => weft.v1.MovePortRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.MovePortRequest.decode(b),
    responseSerialize: (m: weft.v1.Port.$Properties) => weft.v1.Port.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Port.decode(b),
  } satisfies MethodShape<weft.v1.MovePortRequest.$Properties, weft.v1.MovePortRequest, weft.v1.Port.$Properties, weft.v1.Port>,
  activatePortMove: {
    path: '/weft.v1.PortService/ActivatePortMove',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ActivatePortMoveRequest.$Properties) => weft.v1.ActivatePortMoveRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ActivatePortMoveRequest.decode(b),
    responseSerialize: (m: weft.v1.Port.$Properties) => weft.v1.Port.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Port.decode(b),
  } satisfies MethodShape<weft.v1.ActivatePortMoveRequest.$Properties, weft.v1.ActivatePortMoveRequest, weft.v1.Port.$Properties, weft.v1.Port>,
  cancelPortMove: {
    path: '/weft.v1.PortService/CancelPortMove',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CancelPortMoveRequest.$Properties) => weft.v1.CancelPortMoveRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CancelPortMoveRequest.decode(b),
    responseSerialize: (m: weft.v1.Port.$Properties) => weft.v1.Port.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Port.decode(b),
  } satisfies MethodShape<weft.v1.CancelPortMoveRequest.$Properties, weft.v1.CancelPortMoveRequest, weft.v1.Port.$Properties, weft.v1.Port>,
} as const;

/** weft.v1.SecurityGroupService */
export const SecurityGroupService = {
  createSecurityGroup: {
    path: '/weft.v1.SecurityGroupService/CreateSecurityGroup',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreateSecurityGroupRequest.$Properties) => weft.v1.CreateSecurityGroupRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreateSecurityGroupRequest.decode(b),
    responseSerialize: (m: weft.v1.SecurityGroup.$Properties) => weft.v1.SecurityGroup.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SecurityGroup.decode(b),
  } satisfies MethodShape<weft.v1.CreateSecurityGroupRequest.$Properties, weft.v1.CreateSecurityGroupRequest, weft.v1.SecurityGroup.$Properties, weft.v1.SecurityGroup>,
  getSecurityGroup: {
    path: '/weft.v1.SecurityGroupService/GetSecurityGroup',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetSecurityGroupRequest.$Properties) => weft.v1.GetSecurityGroupRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetSecurityGroupRequest.decode(b),
    responseSerialize: (m: weft.v1.SecurityGroup.$Properties) => weft.v1.SecurityGroup.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SecurityGroup.decode(b),
  } satisfies MethodShape<weft.v1.GetSecurityGroupRequest.$Properties, weft.v1.GetSecurityGroupRequest, weft.v1.SecurityGroup.$Properties, weft.v1.SecurityGroup>,
  listSecurityGroups: {
    path: '/weft.v1.SecurityGroupService/ListSecurityGroups',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListSecurityGroupsRequest.$Properties) => weft.v1.ListSecurityGroupsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListSecurityGroupsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListSecurityGroupsResponse.$Properties) => weft.v1.ListSecurityGroupsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListSecurityGroupsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListSecurityGroupsRequest.$Properties, weft.v1.ListSecurityGroupsRequest, weft.v1.ListSecurityGroupsResponse.$Properties, weft.v1.ListSecurityGroupsResponse>,
  updateSecurityGroup: {
    path: '/weft.v1.SecurityGroupService/UpdateSecurityGroup',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdateSecurityGroupRequest.$Properties) => weft.v1.UpdateSecurityGroupRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdateSecurityGroupRequest.decode(b),
    responseSerialize: (m: weft.v1.SecurityGroup.$Properties) => weft.v1.SecurityGroup.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SecurityGroup.decode(b),
  } satisfies MethodShape<weft.v1.UpdateSecurityGroupRequest.$Properties, weft.v1.UpdateSecurityGroupRequest, weft.v1.SecurityGroup.$Properties, weft.v1.SecurityGroup>,
  addSecurityGroupRules: {
    path: '/weft.v1.SecurityGroupService/AddSecurityGroupRules',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.AddSecurityGroupRulesRequest.$Properties) => weft.v1.AddSecurityGroupRulesRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.AddSecurityGroupRulesRequest.decode(b),
    responseSerialize: (m: weft.v1.SecurityGroup.$Properties) => weft.v1.SecurityGroup.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SecurityGroup.decode(b),
  } satisfies MethodShape<weft.v1.AddSecurityGroupRulesRequest.$Properties, weft.v1.AddSecurityGroupRulesRequest, weft.v1.SecurityGroup.$Properties, weft.v1.SecurityGroup>,
  removeSecurityGroupRules: {
    path: '/weft.v1.SecurityGroupService/RemoveSecurityGroupRules',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.RemoveSecurityGroupRulesRequest.$Properties) => weft.v1.RemoveSecurityGroupRulesRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.RemoveSecurityGroupRulesRequest.decode(b),
    responseSerialize: (m: weft.v1.SecurityGroup.$Properties) => weft.v1.SecurityGroup.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SecurityGroup.decode(b),
  } satisfies MethodShape<weft.v1.RemoveSecurityGroupRulesRequest.$Properties, weft.v1.RemoveSecurityGroupRulesRequest, weft.v1.SecurityGroup.$Properties, weft.v1.SecurityGroup>,
  deleteSecurityGroup: {
    path: '/weft.v1.SecurityGroupService/DeleteSecurityGroup',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeleteSecurityGroupRequest.$Properties) => weft.v1.DeleteSecurityGroupRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeleteSecurityGroupRequest.decode(b),
    responseSerialize: (m: weft.v1.DeleteSecurityGroupResponse.$Properties) => weft.v1.DeleteSecurityGroupResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeleteSecurityGroupResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeleteSecurityGroupRequest.$Properties, weft.v1.DeleteSecurityGroupRequest, weft.v1.DeleteSecurityGroupResponse.$Properties, weft.v1.DeleteSecurityGroupResponse>,
  watchSecurityGroups: {
    path: '/weft.v1.SecurityGroupService/WatchSecurityGroups',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchSecurityGroupsRequest.$Properties) => weft.v1.WatchSecurityGroupsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchSecurityGroupsRequest.decode(b),
    responseSerialize: (m: weft.v1.SecurityGroupChange.$Properties) => weft.v1.SecurityGroupChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SecurityGroupChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchSecurityGroupsRequest.$Properties, weft.v1.WatchSecurityGroupsRequest, weft.v1.SecurityGroupChange.$Properties, weft.v1.SecurityGroupChange>,
} as const;

/** weft.v1.TunnelService */
export const TunnelService = {
  listTunnels: {
    path: '/weft.v1.TunnelService/ListTunnels',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListTunnelsRequest.$Properties) => weft.v1.ListTunnelsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListTunnelsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListTunnelsResponse.$Properties) => weft.v1.ListTunnelsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListTunnelsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListTunnelsRequest.$Properties, weft.v1.ListTunnelsRequest, weft.v1.ListTunnelsResponse.$Properties, weft.v1.ListTunnelsResponse>,
  getTunnel: {
    path: '/weft.v1.TunnelService/GetTunnel',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetTunnelRequest.$Properties) => weft.v1.GetTunnelRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetTunnelRequest.decode(b),
    responseSerialize: (m: weft.v1.GetTunnelResponse.$Properties) => weft.v1.GetTunnelResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.GetTunnelResponse.decode(b),
  } satisfies MethodShape<weft.v1.GetTunnelRequest.$Properties, weft.v1.GetTunnelRequest, weft.v1.GetTunnelResponse.$Properties, weft.v1.GetTunnelResponse>,
  watchTunnels: {
    path: '/weft.v1.TunnelService/WatchTunnels',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchTunnelsRequest.$Properties) => weft.v1.WatchTunnelsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchTunnelsRequest.decode(b),
    responseSerialize: (m: weft.v1.TunnelChange.$Properties) => weft.v1.TunnelChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.TunnelChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchTunnelsRequest.$Properties, weft.v1.WatchTunnelsRequest, weft.v1.TunnelChange.$Properties, weft.v1.TunnelChange>,
  listTunnelIncidents: {
    path: '/weft.v1.TunnelService/ListTunnelIncidents',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListTunnelIncidentsRequest.$Properties) => weft.v1.ListTunnelIncidentsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListTunnelIncidentsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListTunnelIncidentsResponse.$Properties) => weft.v1.ListTunnelIncidentsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListTunnelIncidentsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListTunnelIncidentsRequest.$Properties, weft.v1.ListTunnelIncidentsRequest, weft.v1.ListTunnelIncidentsResponse.$Properties, weft.v1.ListTunnelIncidentsResponse>,
  listTunnelTraffic: {
    path: '/weft.v1.TunnelService/ListTunnelTraffic',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListTunnelTrafficRequest.$Properties) => weft.v1.ListTunnelTrafficRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListTunnelTrafficRequest.decode(b),
    responseSerialize: (m: weft.v1.ListTunnelTrafficResponse.$Properties) => weft.v1.ListTunnelTrafficResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListTunnelTrafficResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListTunnelTrafficRequest.$Properties, weft.v1.ListTunnelTrafficRequest, weft.v1.ListTunnelTrafficResponse.$Properties, weft.v1.ListTunnelTrafficResponse>,
} as const;

/** weft.v1.NetworkService */
export const NetworkService = {
  createNetwork: {
    path: '/weft.v1.NetworkService/CreateNetwork',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreateNetworkRequest.$Properties) => weft.v1.CreateNetworkRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreateNetworkRequest.decode(b),
    responseSerialize: (m: weft.v1.Network.$Properties) => weft.v1.Network.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Network.decode(b),
  } satisfies MethodShape<weft.v1.CreateNetworkRequest.$Properties, weft.v1.CreateNetworkRequest, weft.v1.Network.$Properties, weft.v1.Network>,
  getNetwork: {
    path: '/weft.v1.NetworkService/GetNetwork',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetNetworkRequest.$Properties) => weft.v1.GetNetworkRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetNetworkRequest.decode(b),
    responseSerialize: (m: weft.v1.Network.$Properties) => weft.v1.Network.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Network.decode(b),
  } satisfies MethodShape<weft.v1.GetNetworkRequest.$Properties, weft.v1.GetNetworkRequest, weft.v1.Network.$Properties, weft.v1.Network>,
  listNetworks: {
    path: '/weft.v1.NetworkService/ListNetworks',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListNetworksRequest.$Properties) => weft.v1.ListNetworksRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListNetworksRequest.decode(b),
    responseSerialize: (m: weft.v1.ListNetworksResponse.$Properties) => weft.v1.ListNetworksResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListNetworksResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListNetworksRequest.$Properties, weft.v1.ListNetworksRequest, weft.v1.ListNetworksResponse.$Properties, weft.v1.ListNetworksResponse>,
  updateNetwork: {
    path: '/weft.v1.NetworkService/UpdateNetwork',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdateNetworkRequest.$Properties) => weft.v1.UpdateNetworkRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdateNetworkRequest.decode(b),
    responseSerialize: (m: weft.v1.Network.$Properties) => weft.v1.Network.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Network.decode(b),
  } satisfies MethodShape<weft.v1.UpdateNetworkRequest.$Properties, weft.v1.UpdateNetworkRequest, weft.v1.Network.$Properties, weft.v1.Network>,
  deleteNetwork: {
    path: '/weft.v1.NetworkService/DeleteNetwork',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeleteNetworkRequest.$Properties) => weft.v1.DeleteNetworkRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeleteNetworkRequest.decode(b),
    responseSerialize: (m: weft.v1.DeleteNetworkResponse.$Properties) => weft.v1.DeleteNetworkResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeleteNetworkResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeleteNetworkRequest.$Properties, weft.v1.DeleteNetworkRequest, weft.v1.DeleteNetworkResponse.$Properties, weft.v1.DeleteNetworkResponse>,
  watchNetworks: {
    path: '/weft.v1.NetworkService/WatchNetworks',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchNetworksRequest.$Properties) => weft.v1.WatchNetworksRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchNetworksRequest.decode(b),
    responseSerialize: (m: weft.v1.NetworkChange.$Properties) => weft.v1.NetworkChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.NetworkChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchNetworksRequest.$Properties, weft.v1.WatchNetworksRequest, weft.v1.NetworkChange.$Properties, weft.v1.NetworkChange>,
} as const;

/** weft.v1.PlugService */
export const PlugService = {
  plug: {
    path: '/weft.v1.PlugService/Plug',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.PlugRequest.$Properties) => weft.v1.PlugRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.PlugRequest.decode(b),
    responseSerialize: (m: weft.v1.PlugResponse.$Properties) => weft.v1.PlugResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.PlugResponse.decode(b),
  } satisfies MethodShape<weft.v1.PlugRequest.$Properties, weft.v1.PlugRequest, weft.v1.PlugResponse.$Properties, weft.v1.PlugResponse>,
  unplug: {
    path: '/weft.v1.PlugService/Unplug',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UnplugRequest.$Properties) => weft.v1.UnplugRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UnplugRequest.decode(b),
    responseSerialize: (m: weft.v1.UnplugResponse.$Properties) => weft.v1.UnplugResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.UnplugResponse.decode(b),
  } satisfies MethodShape<weft.v1.UnplugRequest.$Properties, weft.v1.UnplugRequest, weft.v1.UnplugResponse.$Properties, weft.v1.UnplugResponse>,
  listPlugs: {
    path: '/weft.v1.PlugService/ListPlugs',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListPlugsRequest.$Properties) => weft.v1.ListPlugsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListPlugsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListPlugsResponse.$Properties) => weft.v1.ListPlugsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListPlugsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListPlugsRequest.$Properties, weft.v1.ListPlugsRequest, weft.v1.ListPlugsResponse.$Properties, weft.v1.ListPlugsResponse>,
} as const;

/** weft.v1.RouterService */
export const RouterService = {
  createRouter: {
    path: '/weft.v1.RouterService/CreateRouter',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreateRouterRequest.$Properties) => weft.v1.CreateRouterRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreateRouterRequest.decode(b),
    responseSerialize: (m: weft.v1.Router.$Properties) => weft.v1.Router.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Router.decode(b),
  } satisfies MethodShape<weft.v1.CreateRouterRequest.$Properties, weft.v1.CreateRouterRequest, weft.v1.Router.$Properties, weft.v1.Router>,
  getRouter: {
    path: '/weft.v1.RouterService/GetRouter',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetRouterRequest.$Properties) => weft.v1.GetRouterRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetRouterRequest.decode(b),
    responseSerialize: (m: weft.v1.Router.$Properties) => weft.v1.Router.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Router.decode(b),
  } satisfies MethodShape<weft.v1.GetRouterRequest.$Properties, weft.v1.GetRouterRequest, weft.v1.Router.$Properties, weft.v1.Router>,
  listRouters: {
    path: '/weft.v1.RouterService/ListRouters',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListRoutersRequest.$Properties) => weft.v1.ListRoutersRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListRoutersRequest.decode(b),
    responseSerialize: (m: weft.v1.ListRoutersResponse.$Properties) => weft.v1.ListRoutersResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListRoutersResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListRoutersRequest.$Properties, weft.v1.ListRoutersRequest, weft.v1.ListRoutersResponse.$Properties, weft.v1.ListRoutersResponse>,
  updateRouter: {
    path: '/weft.v1.RouterService/UpdateRouter',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdateRouterRequest.$Properties) => weft.v1.UpdateRouterRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdateRouterRequest.decode(b),
    responseSerialize: (m: weft.v1.Router.$Properties) => weft.v1.Router.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Router.decode(b),
  } satisfies MethodShape<weft.v1.UpdateRouterRequest.$Properties, weft.v1.UpdateRouterRequest, weft.v1.Router.$Properties, weft.v1.Router>,
  deleteRouter: {
    path: '/weft.v1.RouterService/DeleteRouter',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeleteRouterRequest.$Properties) => weft.v1.DeleteRouterRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeleteRouterRequest.decode(b),
    responseSerialize: (m: weft.v1.DeleteRouterResponse.$Properties) => weft.v1.DeleteRouterResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeleteRouterResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeleteRouterRequest.$Properties, weft.v1.DeleteRouterRequest, weft.v1.DeleteRouterResponse.$Properties, weft.v1.DeleteRouterResponse>,
  watchRouters: {
    path: '/weft.v1.RouterService/WatchRouters',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchRoutersRequest.$Properties) => weft.v1.WatchRoutersRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchRoutersRequest.decode(b),
    responseSerialize: (m: weft.v1.RouterChange.$Properties) => weft.v1.RouterChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.RouterChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchRoutersRequest.$Properties, weft.v1.WatchRoutersRequest, weft.v1.RouterChange.$Properties, weft.v1.RouterChange>,
} as const;

/** weft.v1.SubnetService */
export const SubnetService = {
  createSubnet: {
    path: '/weft.v1.SubnetService/CreateSubnet',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreateSubnetRequest.$Properties) => weft.v1.CreateSubnetRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreateSubnetRequest.decode(b),
    responseSerialize: (m: weft.v1.Subnet.$Properties) => weft.v1.Subnet.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Subnet.decode(b),
  } satisfies MethodShape<weft.v1.CreateSubnetRequest.$Properties, weft.v1.CreateSubnetRequest, weft.v1.Subnet.$Properties, weft.v1.Subnet>,
  getSubnet: {
    path: '/weft.v1.SubnetService/GetSubnet',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetSubnetRequest.$Properties) => weft.v1.GetSubnetRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetSubnetRequest.decode(b),
    responseSerialize: (m: weft.v1.Subnet.$Properties) => weft.v1.Subnet.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Subnet.decode(b),
  } satisfies MethodShape<weft.v1.GetSubnetRequest.$Properties, weft.v1.GetSubnetRequest, weft.v1.Subnet.$Properties, weft.v1.Subnet>,
  listSubnets: {
    path: '/weft.v1.SubnetService/ListSubnets',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListSubnetsRequest.$Properties) => weft.v1.ListSubnetsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListSubnetsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListSubnetsResponse.$Properties) => weft.v1.ListSubnetsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListSubnetsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListSubnetsRequest.$Properties, weft.v1.ListSubnetsRequest, weft.v1.ListSubnetsResponse.$Properties, weft.v1.ListSubnetsResponse>,
  updateSubnet: {
    path: '/weft.v1.SubnetService/UpdateSubnet',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdateSubnetRequest.$Properties) => weft.v1.UpdateSubnetRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdateSubnetRequest.decode(b),
    responseSerialize: (m: weft.v1.Subnet.$Properties) => weft.v1.Subnet.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Subnet.decode(b),
  } satisfies MethodShape<weft.v1.UpdateSubnetRequest.$Properties, weft.v1.UpdateSubnetRequest, weft.v1.Subnet.$Properties, weft.v1.Subnet>,
  deleteSubnet: {
    path: '/weft.v1.SubnetService/DeleteSubnet',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeleteSubnetRequest.$Properties) => weft.v1.DeleteSubnetRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeleteSubnetRequest.decode(b),
    responseSerialize: (m: weft.v1.DeleteSubnetResponse.$Properties) => weft.v1.DeleteSubnetResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeleteSubnetResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeleteSubnetRequest.$Properties, weft.v1.DeleteSubnetRequest, weft.v1.DeleteSubnetResponse.$Properties, weft.v1.DeleteSubnetResponse>,
  watchSubnets: {
    path: '/weft.v1.SubnetService/WatchSubnets',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchSubnetsRequest.$Properties) => weft.v1.WatchSubnetsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchSubnetsRequest.decode(b),
    responseSerialize: (m: weft.v1.SubnetChange.$Properties) => weft.v1.SubnetChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.SubnetChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchSubnetsRequest.$Properties, weft.v1.WatchSubnetsRequest, weft.v1.SubnetChange.$Properties, weft.v1.SubnetChange>,
} as const;

/** weft.v1.NodeSync */
export const NodeSync = {
  sync: {
    path: '/weft.v1.NodeSync/Sync',
    requestStream: true,
    responseStream: true,
    requestSerialize: (m: weft.v1.AgentMessage.$Properties) => weft.v1.AgentMessage.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.AgentMessage.decode(b),
    responseSerialize: (m: weft.v1.ControllerMessage.$Properties) => weft.v1.ControllerMessage.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ControllerMessage.decode(b),
  } satisfies MethodShape<weft.v1.AgentMessage.$Properties, weft.v1.AgentMessage, weft.v1.ControllerMessage.$Properties, weft.v1.ControllerMessage>,
} as const;

/** weft.v1.TenantService */
export const TenantService = {
  createTenant: {
    path: '/weft.v1.TenantService/CreateTenant',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.CreateTenantRequest.$Properties) => weft.v1.CreateTenantRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.CreateTenantRequest.decode(b),
    responseSerialize: (m: weft.v1.Tenant.$Properties) => weft.v1.Tenant.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Tenant.decode(b),
  } satisfies MethodShape<weft.v1.CreateTenantRequest.$Properties, weft.v1.CreateTenantRequest, weft.v1.Tenant.$Properties, weft.v1.Tenant>,
  getTenant: {
    path: '/weft.v1.TenantService/GetTenant',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.GetTenantRequest.$Properties) => weft.v1.GetTenantRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.GetTenantRequest.decode(b),
    responseSerialize: (m: weft.v1.Tenant.$Properties) => weft.v1.Tenant.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Tenant.decode(b),
  } satisfies MethodShape<weft.v1.GetTenantRequest.$Properties, weft.v1.GetTenantRequest, weft.v1.Tenant.$Properties, weft.v1.Tenant>,
  listTenants: {
    path: '/weft.v1.TenantService/ListTenants',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.ListTenantsRequest.$Properties) => weft.v1.ListTenantsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.ListTenantsRequest.decode(b),
    responseSerialize: (m: weft.v1.ListTenantsResponse.$Properties) => weft.v1.ListTenantsResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.ListTenantsResponse.decode(b),
  } satisfies MethodShape<weft.v1.ListTenantsRequest.$Properties, weft.v1.ListTenantsRequest, weft.v1.ListTenantsResponse.$Properties, weft.v1.ListTenantsResponse>,
  updateTenant: {
    path: '/weft.v1.TenantService/UpdateTenant',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.UpdateTenantRequest.$Properties) => weft.v1.UpdateTenantRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.UpdateTenantRequest.decode(b),
    responseSerialize: (m: weft.v1.Tenant.$Properties) => weft.v1.Tenant.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.Tenant.decode(b),
  } satisfies MethodShape<weft.v1.UpdateTenantRequest.$Properties, weft.v1.UpdateTenantRequest, weft.v1.Tenant.$Properties, weft.v1.Tenant>,
  deleteTenant: {
    path: '/weft.v1.TenantService/DeleteTenant',
    requestStream: false,
    responseStream: false,
    requestSerialize: (m: weft.v1.DeleteTenantRequest.$Properties) => weft.v1.DeleteTenantRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.DeleteTenantRequest.decode(b),
    responseSerialize: (m: weft.v1.DeleteTenantResponse.$Properties) => weft.v1.DeleteTenantResponse.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.DeleteTenantResponse.decode(b),
  } satisfies MethodShape<weft.v1.DeleteTenantRequest.$Properties, weft.v1.DeleteTenantRequest, weft.v1.DeleteTenantResponse.$Properties, weft.v1.DeleteTenantResponse>,
  watchTenants: {
    path: '/weft.v1.TenantService/WatchTenants',
    requestStream: false,
    responseStream: true,
    requestSerialize: (m: weft.v1.WatchTenantsRequest.$Properties) => weft.v1.WatchTenantsRequest.encode(m).finish() as Buffer,
    requestDeserialize: (b: Buffer) => weft.v1.WatchTenantsRequest.decode(b),
    responseSerialize: (m: weft.v1.TenantChange.$Properties) => weft.v1.TenantChange.encode(m).finish() as Buffer,
    responseDeserialize: (b: Buffer) => weft.v1.TenantChange.decode(b),
  } satisfies MethodShape<weft.v1.WatchTenantsRequest.$Properties, weft.v1.WatchTenantsRequest, weft.v1.TenantChange.$Properties, weft.v1.TenantChange>,
} as const;

void google;
void grpc;
