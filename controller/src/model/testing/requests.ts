import { weft } from '../../../../proto/gen/codecs.js';
import { parseIp, parsePrefix } from '../../../../proto/src/ip.js';
import { parseMac } from '../../../../proto/src/mac.js';

/** Requests as tests want to write them. */

export function tenantRequest(id: string): weft.v1.CreateTenantRequest {
  return weft.v1.CreateTenantRequest.fromObject({ tenant: { metadata: { id } } });
}

export function networkRequest(
  id: string,
  more: { tenantId?: string; vni?: number; mtu?: number; defaultSecurityGroupIds?: string[] } = {},
) {
  return weft.v1.CreateNetworkRequest.fromObject({ network: { metadata: { id }, tenantId: 'acme', ...more } });
}

export function subnetRequest(
  id: string,
  prefix: string,
  more: {
    networkId?: string;
    gateway?: string;
    pools?: readonly (readonly [string, string])[];
    options?: weft.v1.Subnet.$Properties;
  } = {},
): weft.v1.CreateSubnetRequest {
  const { address, length } = parsePrefix(prefix);
  return weft.v1.CreateSubnetRequest.fromObject({
    subnet: {
      metadata: { id },
      networkId: more.networkId ?? 'net',
      prefix: { address: { bytes: address }, length },
      ...more.options,
      ...(more.gateway && { gateway: { bytes: parseIp(more.gateway) } }),
      allocationPools: (more.pools ?? []).map(([first, last]) => ({
        first: { bytes: parseIp(first) },
        last: { bytes: parseIp(last) },
      })),
    },
  });
}

export function nodeRequest(id: string, ...vteps: string[]): weft.v1.CreateNodeRequest {
  return weft.v1.CreateNodeRequest.fromObject({
    node: { metadata: { id }, vteps: vteps.map((vtep) => ({ bytes: parseIp(vtep) })) },
  });
}

export interface PortOptions {
  readonly networkId?: string;
  readonly nodeId?: string;
  readonly mac?: string;
  /** `10.0.0.5`, `subnet-id`, or `10.0.0.5@subnet-id`. */
  readonly addresses?: readonly string[];
  /** `10.0.0.9/32`, or `10.0.0.9/32 02:00:00:00:00:09`. */
  readonly pairs?: readonly string[];
  readonly flood?: number;
  readonly groups?: readonly string[];
}

export function portRequest(id: string, options: PortOptions = {}): weft.v1.CreatePortRequest {
  return weft.v1.CreatePortRequest.fromObject({
    port: {
      metadata: { id },
      networkId: options.networkId ?? 'net',
      ...(options.nodeId && { nodeId: options.nodeId }),
      ...(options.mac && { mac: parseMac(options.mac) }),
      ...(options.pairs && { allowedAddressPairs: addressPairs(options.pairs) }),
      ...(options.flood !== undefined && { floodPacketsPerSecond: options.flood }),
      securityGroupIds: [...(options.groups ?? [])],
      addresses: (options.addresses ?? []).map((text) => {
        const [address = '', subnetId = ''] = /^[\d.]+(@|$)|:/.test(text) ? text.split('@') : ['', text];
        return { ...(address && { address: { bytes: parseIp(address) } }), subnetId };
      }),
    },
  });
}

export function addressPairs(texts: readonly string[]): weft.v1.AddressPair.$Properties[] {
  return texts.map((text) => {
    const [prefix = '', mac] = text.split(' ');
    const { address, length } = parsePrefix(prefix);
    return { prefix: { address: { bytes: address }, length }, ...(mac && { mac: parseMac(mac) }) };
  });
}

export interface RouterOptions {
  readonly tenantId?: string;
  readonly subnets?: readonly string[];
  /** `10.9.0.0/16 via 10.0.0.5` */
  readonly routes?: readonly string[];
}

export function routerRequest(id: string, options: RouterOptions = {}): weft.v1.CreateRouterRequest {
  return weft.v1.CreateRouterRequest.fromObject({
    router: {
      metadata: { id },
      tenantId: options.tenantId ?? 'acme',
      interfaces: (options.subnets ?? []).map((subnetId) => ({ subnetId })),
      routes: (options.routes ?? []).map((text) => {
        const [prefix = '', hop = ''] = text.split(' via ');
        const { address, length } = parsePrefix(prefix);
        return { prefix: { address: { bytes: address }, length }, nextHop: { bytes: parseIp(hop) } };
      }),
    },
  });
}

export function securityGroupRequest(
  id: string,
  options: { readonly tenantId?: string; readonly rules?: readonly weft.v1.SecurityGroupRule.$Properties[] } = {},
): weft.v1.CreateSecurityGroupRequest {
  const { tenantId = 'acme', rules = [] } = options;
  return weft.v1.CreateSecurityGroupRequest.fromObject({
    securityGroup: { metadata: { id }, tenantId, rules: [...rules] },
  });
}

/** A rule that lets TCP in to one l4 port; `remote` is a prefix, the id of a group, or absent: everybody. */
export function ingressRule(l4Port: number, remote?: string): weft.v1.SecurityGroupRule.$Properties {
  const rule = { direction: weft.v1.RuleDirection.INGRESS, protocol: 6, firstL4Port: l4Port };
  if (remote === undefined) return rule;
  if (!remote.includes('/')) return { ...rule, remoteSecurityGroupId: remote };
  const { address, length } = parsePrefix(remote);
  return { ...rule, remotePrefix: { address: { bytes: address }, length } };
}
