import { readFileSync } from 'node:fs';
import { type Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import * as services from '../../../proto/gen/services.js';
import { callUnary, openDuplexStream, openServerStream, weftErrorOf } from '../../../proto/src/call.js';
import type { WeftError } from '../../../proto/src/errors.js';
import type { MethodShape } from '../../../proto/src/method.js';
import {
  ingressRule,
  networkRequest,
  nodeRequest,
  portRequest,
  routerRequest,
  securityGroupRequest,
  subnetRequest,
  tenantRequest,
} from '../model/testing/requests.js';
import { dump } from '../store/testing/temporary-store.js';
import { listenerSecurity } from './credentials.js';
import { ApiUnderTest } from './testing/api-under-test.js';
import { TestCertificates } from './testing/certificates.js';

// acme is hostile; globex owns what is called 'theirs'; nothing is called 'absent'.

const { NetworkService, NodeService, PortService, RouterService, SecurityGroupService, SubnetService, TenantService } =
  services;
type Method = MethodShape<unknown, unknown, unknown, unknown>;

let certificates: TestCertificates;
let api: ApiUnderTest;
let admin: Client;
let acme: Client;

beforeAll(async () => {
  certificates = await TestCertificates.create();
  const server = await certificates.issue('server', { uri: ['weft://controller/c1'], dns: ['localhost'] });
  api = await ApiUnderTest.start({ security: await listenerSecurity('127.0.0.1', server) });
  const client = async (name: string, uri: string) => {
    const { ca, key, certificate } = await certificates.issue(name, { uri: [uri] });
    return api.connect(credentials.createSsl(readFileSync(ca), readFileSync(key), readFileSync(certificate)));
  };
  admin = await client('admin', 'weft://admin/root');
  acme = await client('acme', 'weft://tenant/acme');
  const run = (method: unknown, request: unknown) => callUnary(admin, method as Method, request, { timeoutMs: 10_000 });
  await run(NodeService.createNode, nodeRequest('host-1', '192.0.2.1'));
  for (const [tenantId, id] of [
    ['acme', 'ours'],
    ['globex', 'theirs'],
  ] as const) {
    await run(TenantService.createTenant, tenantRequest(tenantId));
    await run(
      SecurityGroupService.createSecurityGroup,
      securityGroupRequest(id, { tenantId, rules: [ingressRule(22)] }),
    );
    await run(NetworkService.createNetwork, networkRequest(id, { tenantId }));
    await run(SubnetService.createSubnet, subnetRequest(id, '10.0.0.0/24', { networkId: id }));
    await run(SubnetService.createSubnet, subnetRequest(`${id}-spare`, '10.1.0.0/24', { networkId: id }));
    await run(RouterService.createRouter, routerRequest(id, { tenantId, subnets: [id] }));
    await run(PortService.createPort, portRequest(id, { networkId: id, nodeId: 'host-1' }));
  }
});
afterAll(async () => {
  await api.stop();
  certificates.remove();
});

/** What a method answers acme: the messages, or the error. */
async function answer(method: Method, request: unknown): Promise<{ messages: unknown[]; error: WeftError | null }> {
  if (!method.requestStream && !method.responseStream) {
    return callUnary(acme, method, request, { timeoutMs: 10_000 }).then(
      (message) => ({ messages: [message], error: null }),
      (error: WeftError) => ({ messages: [], error }),
    );
  }
  const stream = method.requestStream ? openDuplexStream(acme, method) : openServerStream(acme, method, request);
  const messages: unknown[] = [];
  return new Promise((resolve) => {
    stream.on('data', (message: unknown) => {
      messages.push(message);
      if ((message as { kind?: number }).kind === weft.v1.ChangeKind.SYNCED) {
        resolve({ messages, error: null });
        stream.cancel();
      }
    });
    stream.on('error', (error) => resolve({ messages, error: weftErrorOf(error) }));
  });
}

/** An error as its caller sees it, with the names that were asked for taken out. */
function seen(error: WeftError | null): string {
  if (!error) return '';
  const { code, message, details } = error;
  const text = JSON.stringify({ code, message, details: { ...details, cause: undefined } });
  return text.replaceAll(/globex|theirs-spare|theirs|absent/g, 'NAME');
}

const denied = 'denied';
/** A request about something called `id`, which must be answered alike for 'theirs' and for 'absent', with the code. */
interface Probe {
  readonly code: string;
  readonly request: (id: string) => unknown;
}
/** A method that answers rows: only acme's own. */
const own = 'own';
const open = 'open';

const byId: Probe = { code: 'NOT_FOUND', request: (id) => ({ id }) };
const withEtag: Probe = { code: 'NOT_FOUND', request: (id) => ({ id, etag: 'x' }) };
const reference = (request: Probe['request']): Probe => ({ code: 'REFERENCE_NOT_FOUND', request });
const update = (kind: string): Probe[] =>
  [{}, { paths: ['metadata.name'] }].map((updateMask) => ({
    code: 'NOT_FOUND',
    request: (id) => ({ [kind]: { metadata: { id, name: 'x', etag: 'x' } }, updateMask }),
  }));

/** What acme tries, by method. A method that is missing here fails the test. */
const attacks: Record<string, typeof denied | typeof own | typeof open | readonly Probe[]> = {
  '/grpc.health.v1.Health/Check': open,
  '/grpc.health.v1.Health/Watch': open,
  '/grpc.health.v1.Health/List': open,
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo': denied,
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo': denied,
  '/weft.v1.AgentService/GetAgent': denied,
  '/weft.v1.AgentService/ListPortCounters': denied,
  '/weft.v1.PlugService/Plug': denied,
  '/weft.v1.PlugService/Unplug': denied,
  '/weft.v1.PlugService/ListPlugs': denied,
  '/weft.v1.AuditService/ListAudit': own,
  '/weft.v1.ClusterService/GetCluster': denied,
  '/weft.v1.ClusterService/Backup': denied,
  '/weft.v1.ClusterService/RotateProbeKey': denied,
  '/weft.v1.NodeSync/Sync': denied,
  ...Object.fromEntries(
    ['ListTunnels', 'GetTunnel', 'WatchTunnels', 'ListTunnelIncidents', 'ListTunnelTraffic'].map((m) => [
      `/weft.v1.TunnelService/${m}`,
      denied,
    ]),
  ),
  ...Object.fromEntries(
    ['CreateNode', 'GetNode', 'ListNodes', 'UpdateNode', 'DeleteNode', 'WatchNodes'].map((m) => [
      `/weft.v1.NodeService/${m}`,
      denied,
    ]),
  ),
  ...Object.fromEntries(
    ['CreateTenant', 'ListTenants', 'UpdateTenant', 'DeleteTenant', 'WatchTenants'].map((m) => [
      `/weft.v1.TenantService/${m}`,
      denied,
    ]),
  ),
  '/weft.v1.TenantService/GetTenant': [
    { code: 'NOT_FOUND', request: (id) => ({ id: id === 'theirs' ? 'globex' : 'absent' }) },
  ],
  '/weft.v1.NetworkService/CreateNetwork': [
    reference((id) => networkRequest('n', { tenantId: id === 'theirs' ? 'globex' : 'absent' })),
    reference((id) => networkRequest('n', { defaultSecurityGroupIds: [id] })),
  ],
  '/weft.v1.NetworkService/GetNetwork': [byId],
  '/weft.v1.NetworkService/ListNetworks': own,
  '/weft.v1.NetworkService/UpdateNetwork': [
    ...update('network'),
    reference((id) => ({ network: { metadata: { id: 'ours' }, defaultSecurityGroupIds: ['ours', id] } })),
  ],
  '/weft.v1.NetworkService/DeleteNetwork': [byId, withEtag],
  '/weft.v1.NetworkService/WatchNetworks': own,
  '/weft.v1.SubnetService/CreateSubnet': [reference((id) => subnetRequest('s', '10.0.0.0/24', { networkId: id }))],
  '/weft.v1.SubnetService/GetSubnet': [byId],
  '/weft.v1.SubnetService/ListSubnets': own,
  '/weft.v1.SubnetService/UpdateSubnet': update('subnet'),
  '/weft.v1.SubnetService/DeleteSubnet': [byId, withEtag],
  '/weft.v1.SubnetService/WatchSubnets': own,
  '/weft.v1.RouterService/CreateRouter': [
    reference((id) => routerRequest('r', { subnets: [id] })),
    reference((id) => routerRequest('r', { subnets: [id === 'theirs' ? 'theirs-spare' : 'absent'] })),
    reference((id) => routerRequest('r', { tenantId: id === 'theirs' ? 'globex' : 'absent' })),
  ],
  '/weft.v1.RouterService/GetRouter': [byId],
  '/weft.v1.RouterService/ListRouters': own,
  '/weft.v1.RouterService/UpdateRouter': [
    ...update('router'),
    reference((id) => ({ router: { metadata: { id: 'ours' }, interfaces: [{ subnetId: id }] } })),
  ],
  '/weft.v1.RouterService/DeleteRouter': [byId, withEtag],
  '/weft.v1.RouterService/WatchRouters': own,
  '/weft.v1.SecurityGroupService/CreateSecurityGroup': [
    reference((id) => securityGroupRequest('g', { rules: [ingressRule(22, id)] })),
    reference((id) => securityGroupRequest('g', { tenantId: id === 'theirs' ? 'globex' : 'absent' })),
  ],
  '/weft.v1.SecurityGroupService/GetSecurityGroup': [byId],
  '/weft.v1.SecurityGroupService/ListSecurityGroups': own,
  '/weft.v1.SecurityGroupService/UpdateSecurityGroup': [
    ...update('securityGroup'),
    reference((id) => ({ securityGroup: { metadata: { id: 'ours' }, rules: [ingressRule(22, id)] } })),
  ],
  '/weft.v1.SecurityGroupService/AddSecurityGroupRules': [
    { code: 'NOT_FOUND', request: (id) => ({ id, rules: [ingressRule(23)] }) },
    { code: 'NOT_FOUND', request: (id) => ({ id, etag: 'x', rules: [{ ...ingressRule(22), id: 'rule-1' }] }) },
    reference((id) => ({ id: 'ours', rules: [ingressRule(23), ingressRule(22, id)] })),
  ],
  '/weft.v1.SecurityGroupService/RemoveSecurityGroupRules': [
    { code: 'NOT_FOUND', request: (id) => ({ id, ruleIds: ['rule-1'] }) },
    { code: 'NOT_FOUND', request: (id) => ({ id, etag: 'x', ruleIds: ['rule-2'] }) },
  ],
  '/weft.v1.SecurityGroupService/DeleteSecurityGroup': [byId, withEtag],
  '/weft.v1.SecurityGroupService/WatchSecurityGroups': own,
  '/weft.v1.PortService/CreatePort': [
    reference((id) => portRequest('p', { networkId: 'ours', groups: ['ours', id] })),
    reference((id) => portRequest('p', { networkId: id })),
    reference((id) => portRequest('p', { networkId: 'ours', addresses: [id] })),
    reference((id) => portRequest('p', { networkId: 'ours', addresses: [`10.0.0.9@${id}`] })),
  ],
  '/weft.v1.PortService/GetPort': [byId],
  '/weft.v1.PortService/ListPortRules': [byId],
  '/weft.v1.PortService/ListPorts': own,
  '/weft.v1.PortService/UpdatePort': [
    ...update('port'),
    reference((id) => ({
      port: { metadata: { id: 'ours' }, securityGroupIds: [id] },
      updateMask: { paths: ['security_group_ids'] },
    })),
  ],
  '/weft.v1.PortService/DeletePort': [byId, withEtag],
  '/weft.v1.PortService/BatchCreatePorts': [
    reference((id) => ({
      ports: [portRequest('p1', { networkId: 'ours' }).port, portRequest('p2', { networkId: id }).port],
    })),
    reference((id) => ({ ports: [portRequest('p1', { networkId: 'ours', groups: [id] }).port] })),
  ],
  '/weft.v1.PortService/BatchDeletePorts': [
    { code: 'NOT_FOUND', request: (id) => ({ ids: [id] }) },
    { code: 'NOT_FOUND', request: (id) => ({ ids: ['ours', id] }) },
  ],
  '/weft.v1.PortService/WatchPorts': own,
  '/weft.v1.PortService/MovePort': denied,
  '/weft.v1.PortService/ActivatePortMove': denied,
  '/weft.v1.PortService/CancelPortMove': denied,
};

const methods = Object.values(services).flatMap((service) => Object.values(service as Record<string, Method>));

describe('a hostile tenant', () => {
  let before: Map<string, string>;
  beforeEach(async () => {
    before = await dump(api.store);
  });

  it('is tried on every method that there is, and on no other', () => {
    expect(Object.keys(attacks).sort()).toEqual(methods.map((m) => m.path).sort());
  });

  it.each(methods.filter((m) => attacks[m.path] === denied).map((m) => [m.path, m] as const))(
    'may not call %s',
    async (path, method) => {
      const { messages, error } = await answer(method, {});
      expect(messages).toEqual([]);
      // Who may synchronise is tested with `authorize`; services of the agent are not served by the controller at all.
      const elsewhere = /AgentService|PlugService|NodeSync/.test(path);
      expect(elsewhere ? ['UNIMPLEMENTED', 'PERMISSION_DENIED'] : ['PERMISSION_DENIED']).toContain(error?.code);
      expect(await dump(api.store)).toEqual(before);
    },
  );

  it.each(methods.filter((m) => Array.isArray(attacks[m.path])).map((m) => [m.path, m] as const))(
    'learns nothing of others from %s and changes nothing',
    async (path, method) => {
      for (const { code, request } of attacks[path] as readonly Probe[]) {
        const theirs = await answer(method, request('theirs'));
        const absent = await answer(method, request('absent'));
        expect(theirs.error?.code).toBe(code);
        expect(seen(theirs.error)).toBe(seen(absent.error));
      }
      expect(await dump(api.store)).toEqual(before);
    },
  );

  it.each(methods.filter((m) => attacks[m.path] === own).map((m) => [m.path, m] as const))(
    'gets only its own from %s',
    async (path, method) => {
      const all = await answer(method, {});
      expect(all.error).toBeNull();
      const text = JSON.stringify(all.messages);
      expect(text).toContain('"ours"');
      expect(text).not.toMatch(/theirs|globex|host-1/);
      for (const tenantId of ['globex', 'absent']) {
        expect((await answer(method, { tenantId })).error?.message).toBe('tenant_id: a tenant lists only its own');
      }
      if (/Port|Subnet/.test(path)) {
        const foreign = await answer(method, { networkId: 'theirs' });
        const absent = await answer(method, { networkId: 'absent' });
        expect(JSON.stringify(foreign)).toBe(JSON.stringify(absent));
        expect(JSON.stringify(foreign)).not.toContain('ours');
      }
      if (/Port/.test(path)) {
        for (const nodeId of ['host-1', 'absent']) {
          expect((await answer(method, { nodeId })).error?.message).toContain('does not see where ports live');
        }
      }
    },
  );

  it('watches no change of others', async () => {
    const stream = openServerStream(acme, PortService.watchPorts, {});
    const seenIds: string[] = [];
    const last = new Promise<void>((resolve) => {
      stream.on('data', (change: weft.v1.PortChange) => {
        seenIds.push(change.port?.metadata?.id ?? 'SYNCED');
        if (change.port?.metadata?.id === 'ours-2') resolve();
      });
    });
    stream.on('error', () => undefined);
    const create = (id: string, networkId: string) =>
      callUnary(admin, PortService.createPort, portRequest(id, { networkId, nodeId: 'host-1' }));
    await create('theirs-2', 'theirs');
    await create('ours-2', 'ours');
    await last;
    stream.cancel();
    expect(seenIds.filter((id) => id.startsWith('theirs'))).toEqual([]);
  });

  it('decides nothing of the underlay, and is shown none of it', async () => {
    const call = (method: unknown, request: unknown) => callUnary(acme, method as Method, request);
    for (const [method, request, field] of [
      [NetworkService.createNetwork, networkRequest('n', { vni: 7777 }), 'network.vni'],
      [PortService.createPort, portRequest('p', { networkId: 'ours', nodeId: 'host-1' }), 'port.node_id'],
      [PortService.createPort, portRequest('p', { networkId: 'ours', nodeId: 'absent' }), 'port.node_id'],
      [
        PortService.updatePort,
        { port: { metadata: { id: 'ours' } }, updateMask: { paths: ['node_id'] } },
        'port.node_id',
      ],
    ] as const) {
      await expect(call(method, request)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        details: { fields: [{ field }] },
      });
    }
    expect(await dump(api.store)).toEqual(before);
    const port = (await call(PortService.getPort, { id: 'ours' })) as weft.v1.Port;
    expect(port).toMatchObject({ nodeId: '', activeBinding: null, datapathId: 0, tenantId: 'acme' });
    expect(port.status?.state).toBe(weft.v1.PortState.BINDING);
    expect(await call(NetworkService.getNetwork, { id: 'ours' })).toMatchObject({ vni: 0, status: null });
    expect(await call(RouterService.getRouter, { id: 'ours' })).toMatchObject({ datapathId: 0 });
    expect(await call(SecurityGroupService.getSecurityGroup, { id: 'ours' })).toMatchObject({ datapathId: 0 });
  });

  it('is told which entries of its subnets and routers are not applied everywhere, and nothing of the nodes', async () => {
    api.status.nacked.add('ours');
    try {
      const told = {
        nackCount: 1,
        nacks: [{ revision: 1, entry: 'an entry', reason: 'MAP_FULL', nodeId: '', message: '' }],
      };
      for (const method of [SubnetService.getSubnet, RouterService.getRouter]) {
        expect(await callUnary(admin, method as Method, { id: 'ours' })).toMatchObject({ status: { nackCount: 2 } });
        expect(await callUnary(acme, method as Method, { id: 'ours' })).toMatchObject({ status: told });
      }
      const { routers } = await callUnary(acme, RouterService.listRouters, {});
      expect(routers.map(({ status }) => status)).toMatchObject([told]);
      const [watched] = (await answer(SubnetService.watchSubnets as Method, {})).messages as weft.v1.SubnetChange[];
      expect(watched?.subnet?.status).toMatchObject(told);
      expect(await callUnary(acme, NetworkService.getNetwork, { id: 'ours' })).toMatchObject({ status: null });
    } finally {
      api.status.nacked.clear();
    }
  });

  it('that waits for its write is not told which nodes are behind', async () => {
    api.programmed.behind = [{ nodeId: 'host-1', ackedRevision: 1, reason: 'has not acked' }];
    const wait = { until: weft.v1.WaitFor.UNTIL_PROGRAMMED };
    const labels = { a: 'b' };
    for (const [client, names] of [
      [acme, false],
      [admin, true],
    ] as const) {
      const update = callUnary(client, PortService.updatePort, {
        port: { metadata: { id: 'ours', labels } },
        updateMask: { paths: ['metadata.labels'] },
        wait,
      });
      const error: WeftError = await update.then(
        () => Promise.reject(new Error('it was answered')),
        (e) => e,
      );
      expect(error.code).toBe('NOT_PROGRAMMED');
      expect(Number(error.details.metadata?.['revision'])).toBeGreaterThan(0);
      expect(JSON.stringify([error.message, error.details]).includes('host-1')).toBe(names);
    }
    api.programmed.behind = [];
  });

  it('renames its port with an empty mask without moving it', async () => {
    await callUnary(acme, PortService.updatePort, { port: { metadata: { id: 'ours', name: 'mine' } } });
    const port = await callUnary(admin, PortService.getPort, { id: 'ours' });
    expect(port).toMatchObject({ nodeId: 'host-1', metadata: { name: 'mine' } });
    expect(port.activeBinding?.generation).toBe(1);
  });

  it('is told that an id is taken, and nothing about what has it', async () => {
    const create = callUnary(acme, NetworkService.createNetwork, networkRequest('theirs'));
    await expect(create).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: 'network "theirs" exists already',
      details: { resource: { type: 'network', name: 'theirs' } },
    });
  });

  it('does as it likes with what is its own', async () => {
    const call = (method: unknown, request: unknown) => callUnary(acme, method as Method, request);
    await call(SecurityGroupService.createSecurityGroup, securityGroupRequest('mine'));
    const rules = [ingressRule(22), ingressRule(23, 'mine')];
    await call(SecurityGroupService.addSecurityGroupRules, { id: 'mine', rules });
    await call(SecurityGroupService.removeSecurityGroupRules, { id: 'mine', ruleIds: ['rule-2'] });
    await call(NetworkService.createNetwork, networkRequest('mine', { defaultSecurityGroupIds: ['mine'] }));
    await call(SubnetService.createSubnet, subnetRequest('mine', '10.0.0.0/24', { networkId: 'mine' }));
    await call(RouterService.createRouter, routerRequest('mine', { subnets: ['mine'] }));
    await call(PortService.createPort, portRequest('mine', { networkId: 'mine' }));
    await call(PortService.batchCreatePorts, { ports: [portRequest('mine-2', { networkId: 'mine' }).port] });
    await call(PortService.batchDeletePorts, { ids: ['mine-2'] });
    await call(PortService.deletePort, { id: 'mine' });
    await call(RouterService.deleteRouter, { id: 'mine' });
    await call(SubnetService.deleteSubnet, { id: 'mine' });
    await call(NetworkService.deleteNetwork, { id: 'mine' });
    await call(SecurityGroupService.deleteSecurityGroup, { id: 'mine' });
    expect(await call(TenantService.getTenant, { id: 'acme' })).toMatchObject({ metadata: { id: 'acme' } });
  });
});
