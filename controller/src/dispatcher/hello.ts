import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Identity } from '../../../proto/src/identity.js';
import { MAX_CAPABILITIES, MAX_NAME_BYTES, PROTOCOL_VERSION } from './limits.js';

/** Who is at the other end: the identity of its certificate, or a process on this host that speaks plain text over loopback. */
export type Peer = Identity | 'loopback';

export function violation(what: string): WeftError {
  return new WeftError('PROTOCOL_VIOLATION', what);
}

/** Checks all of Hello that needs no state; throws what ends the stream. */
export function checkHello(hello: weft.v1.Hello, peer: Peer, clusterId: string): void {
  const names: [string, string][] = [
    ['cluster_id', hello.clusterId],
    ['epoch', hello.epoch],
    ['node_id', hello.nodeId],
    ['agent_instance', hello.agentInstance],
    ['agent_version', hello.agentVersion],
    ['kernel_release', hello.kernelRelease],
    ...hello.capabilities.map((name, i): [string, string] => [`capabilities[${i}]`, name]),
  ];
  for (const [field, value] of names) {
    const bytes = Buffer.byteLength(value);
    if (bytes > MAX_NAME_BYTES)
      throw violation(`hello.${field} has ${bytes} bytes; at most ${MAX_NAME_BYTES} are allowed`);
  }
  if (hello.capabilities.length > MAX_CAPABILITIES) {
    throw violation(
      `hello.capabilities has ${hello.capabilities.length} names; at most ${MAX_CAPABILITIES} are allowed`,
    );
  }
  if (hello.nodeId === '') throw violation('hello.node_id is empty');
  if (hello.agentInstance === '') throw violation('hello.agent_instance is empty');
  if (!Number.isSafeInteger(hello.revision)) throw violation(`hello.revision ${hello.revision} is not below 2^53`);

  if (peer !== 'loopback' && !(peer.role === 'node' && peer.name === hello.nodeId)) {
    throw new WeftError(
      'PERMISSION_DENIED',
      `${peer.role} ${peer.name} may not speak for node ${JSON.stringify(hello.nodeId)}`,
    );
  }
  if (hello.protocolMin < 1 || hello.protocolMin > hello.protocolMax) {
    throw violation(`hello: protocol range ${hello.protocolMin}..${hello.protocolMax} is not one`);
  }
  if (hello.protocolMin > PROTOCOL_VERSION || hello.protocolMax < PROTOCOL_VERSION) {
    throw new WeftError(
      'PROTOCOL_UNSUPPORTED',
      `the agent of node ${hello.nodeId} speaks protocol ${hello.protocolMin}..${hello.protocolMax}, this controller ${PROTOCOL_VERSION}`,
    );
  }
  if (hello.clusterId !== '' && hello.clusterId !== clusterId) {
    throw new WeftError(
      'CLUSTER_MISMATCH',
      `node ${hello.nodeId} belongs to cluster ${hello.clusterId}; this is cluster ${clusterId}`,
    );
  }
}

export function noSuchNode(nodeId: string): WeftError {
  return new WeftError('PERMISSION_DENIED', `node ${JSON.stringify(nodeId)} does not exist`);
}
