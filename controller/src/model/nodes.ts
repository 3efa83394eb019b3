import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField } from '../../../proto/src/errors.js';
import { family, formatIp } from '../../../proto/src/ip.js';
import { addressNumber, unusableAddress } from './address-number.js';
import { duplicateValue, inUse, requireId, requireMessage, updatePaths } from './fields.js';
import { requireIp } from './ip4.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { allocateNumber } from './numbers.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';

export function createNode(p: Planning, request: weft.v1.CreateNodeRequest): Plan<weft.v1.Node> {
  const input = requireMessage(request.node, 'node');
  const metadata = createdMetadata(p, 'node', input.metadata, 'node');
  const vteps = checkedVteps(p, input.vteps ?? [], metadata.id);
  const { number, cursor } = allocateNumber(p, 'vtep');
  return planPut('node', metadata.id, null, weft.v1.Node.create({ metadata, vteps, vtepId: number }), [cursor]);
}

export function updateNode(p: Planning, request: weft.v1.UpdateNodeRequest): Plan<weft.v1.Node> {
  const input = requireMessage(request.node, 'node');
  const id = requireId(input.metadata?.id, 'node.metadata.id');
  const paths = updatePaths(request.updateMask, [...changeableMetadata, 'vteps'], ['vtep_id', 'status']);
  const before = existingRow(p, 'node', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'node');
  const vteps = paths.has('vteps') ? checkedVteps(p, input.vteps ?? [], id) : before.vteps;
  const same = vteps.length === before.vteps.length && vteps.every((v, i) => sameAddress(v, before.vteps[i]));
  if (!metadata && same) return planNothing(before);
  const after = weft.v1.Node.create({ ...before, vteps, metadata: touched(p, metadata ?? before.metadata ?? {}) });
  return planPut('node', id, before, after);
}

export function deleteNode(p: Planning, request: weft.v1.DeleteNodeRequest): Plan<weft.v1.Node> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'node', id, request.etag);
  const ports = p.topology.portsOfNode.of(id);
  if (ports.size > 0) throw inUse('node', id, 'port', ports, ports.size);
  return planDelete('node', id, before);
}

function checkedVteps(
  p: Planning,
  input: readonly weft.v1.IpAddress.$Properties[],
  nodeId: string,
): weft.v1.IpAddress.$Properties[] {
  if (input.length === 0) throw requiredField('node.vteps');
  const { underlayFamily } = p.settings;
  const ips = input.map((address, i) => requireIp(address, `node.vteps[${i}]`));
  for (const [i, ip] of ips.entries()) {
    if (family(ip) === underlayFamily) continue;
    const description = `${formatIp(ip)} is IPv${family(ip)}; the cluster's underlay is IPv${underlayFamily}`;
    throw invalidField(`node.vteps[${i}]`, description);
  }
  const [ip] = ips;
  if (ips.length > 1 || !ip) throw invalidField('node.vteps', `has ${ips.length} addresses; a node has one`);
  const field = 'node.vteps[0]';
  const n = addressNumber(ip);
  const why = unusableAddress(n);
  if (why) throw invalidField(field, `${formatIp(ip)} is in ${why}, which can't be a VTEP's`);
  const owner = p.topology.nodeByVtep.get(n);
  if (owner !== undefined && owner !== nodeId) {
    throw duplicateValue(field, `${formatIp(ip)} is node ${owner}'s`, { type: 'node', name: owner });
  }
  return [{ bytes: ip }];
}

function sameAddress(a: weft.v1.IpAddress.$Properties, b: weft.v1.IpAddress.$Properties | undefined): boolean {
  return Buffer.compare(a.bytes ?? new Uint8Array(), b?.bytes ?? new Uint8Array()) === 0;
}
