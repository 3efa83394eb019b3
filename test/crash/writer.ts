import { Client, credentials } from '@grpc/grpc-js';
import type { weft } from '../../proto/gen/codecs.js';
import {
  NetworkService,
  PortService,
  RouterService,
  SecurityGroupService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { GrpcCode, WeftError } from '../../proto/src/errors.js';
import { parseIp } from '../../proto/src/ip.js';
import type { MethodShape } from '../../proto/src/method.js';
import { Expectation } from './expectation.js';

type Row = {
  readonly metadata?: weft.v1.Metadata.$Properties | null;
  readonly departingBinding?: weft.v1.Binding.$Properties | null;
};

/** Largest batch of ports that a writer sends. */
const batchLimit = 20;
/** Security groups that a writer has at once. */
const groupLimit = 6;
/** What moves of ports are refused with, as the ports are. */
const refusedMoves = ['PORT_NOT_BOUND', 'MOVE_IN_PROGRESS', 'NO_MOVE_IN_PROGRESS'];

/** One client that makes, changes and deletes things of its own, one call after the other, and remembers what was answered. */
export class Writer {
  readonly expected = new Expectation();
  readonly #name: string;
  readonly #nodes: readonly string[];
  readonly #random: () => number;
  #client: Client;
  #next = 0;
  /** A create that was not answered, to be repeated with its request id. */
  #retry: (() => Promise<void>) | null = null;

  constructor(name: string, address: string, nodes: readonly string[], random: () => number) {
    this.#name = name;
    this.#nodes = nodes;
    this.#random = random;
    this.#client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  }

  /** The tenant, and the group, network and subnets that ports and routers are made in. */
  async setUp(): Promise<void> {
    const tenantId = this.#name;
    await this.#put('tenant', TenantService.createTenant, tenantId, (metadata) => ({ tenant: { metadata } }));
    const standard = `${this.#name}-standard`;
    await this.#put('securityGroup', SecurityGroupService.createSecurityGroup, standard, (metadata) => ({
      securityGroup: { metadata, tenantId, rules: [{ direction: 1, remoteSecurityGroupId: standard }] },
    }));
    await this.#put('network', NetworkService.createNetwork, `${this.#name}-net`, (metadata) => ({
      network: { metadata, tenantId, defaultSecurityGroupIds: [standard] },
    }));
    for (const [i, address] of ['10.0.0.0', '10.1.0.0'].entries()) {
      await this.#put('subnet', SubnetService.createSubnet, `${this.#name}-sub-${i}`, (metadata) => ({
        subnet: {
          metadata,
          networkId: `${this.#name}-net`,
          prefix: { address: { bytes: parseIp(address) }, length: 16 },
        },
      }));
    }
  }

  /** Writes until the controller is gone; says after each answer that there was one. */
  async run(answered: () => void): Promise<void> {
    try {
      const retry = this.#retry;
      this.#retry = null;
      await retry?.();
      for (;;) {
        await this.#step();
        answered();
      }
    } catch (error) {
      if (!(error instanceof WeftError) || error.grpcCode !== GrpcCode.UNAVAILABLE) throw error;
    }
  }

  close(): void {
    this.#client.close();
  }

  async #step(): Promise<void> {
    const ports = this.expected.present('port');
    const dice = this.#random();
    if (dice < 0.35 || ports.length < 5) return this.#createPort();
    if (dice < 0.45) return this.#createBatch();
    if (dice < 0.52) return this.#rebindPort(this.#pick(ports));
    if (dice < 0.6) return this.#movePort(this.#pick(ports));
    if (dice < 0.75) return this.#stepOfGroups(this.#pick(ports));
    if (dice < 0.87) return this.#delete('port', PortService.deletePort, this.#pick(ports));
    if (dice < 0.92) return this.#deleteBatch(ports.slice(0, 1 + Math.floor(this.#random() * batchLimit)));
    const [router] = this.expected.present('router');
    if (router !== undefined) return this.#delete('router', RouterService.deleteRouter, router);
    const interfaces = [0, 1].map((i) => ({ subnetId: `${this.#name}-sub-${i}` }));
    return this.#put('router', RouterService.createRouter, this.#newId(), (metadata) => ({
      router: { metadata, tenantId: this.#name, interfaces },
    }));
  }

  /** Makes a group, puts a port into one, changes rules, or deletes a group, if nothing uses it. */
  async #stepOfGroups(portId: string): Promise<void> {
    const groups = this.expected.present('securityGroup');
    const group = this.#pick(groups);
    const dice = this.#random();
    if (dice < 0.3) {
      const port = { metadata: { id: portId }, securityGroupIds: groups.filter(() => this.#random() < 0.5) };
      return this.#update('port', portId, PortService.updatePort, {
        port,
        updateMask: { paths: ['security_group_ids'] },
      });
    }
    const rule = { direction: 1, protocol: 6, firstL4Port: 1 + Math.floor(this.#random() * 65_535) };
    if (dice < 0.5 && groups.length < groupLimit) {
      const rules = [rule, { direction: 2, remoteSecurityGroupId: group }];
      return this.#put('securityGroup', SecurityGroupService.createSecurityGroup, this.#newId(), (metadata) => ({
        securityGroup: { metadata, tenantId: this.#name, rules },
      }));
    }
    if (dice < 0.7) {
      const request = { id: group, rules: [rule] };
      return this.#update('securityGroup', group, SecurityGroupService.addSecurityGroupRules, request);
    }
    if (dice < 0.8) {
      const request = { securityGroup: { metadata: { id: group }, rules: [rule] }, updateMask: { paths: ['rules'] } };
      return this.#update('securityGroup', group, SecurityGroupService.updateSecurityGroup, request);
    }
    return this.#unlessRefused(['IN_USE'], () =>
      this.#delete('securityGroup', SecurityGroupService.deleteSecurityGroup, group),
    );
  }

  #newPort(id: string): weft.v1.Port.$Properties {
    const nodeId = this.#random() < 0.8 ? this.#pick(this.#nodes) : '';
    return { metadata: { id }, networkId: `${this.#name}-net`, nodeId };
  }

  async #createPort(): Promise<void> {
    const id = this.#newId();
    const port = this.#newPort(id);
    const requestId = this.#random() < 0.5 ? `${id}-request` : '';
    const create = () => this.#put('port', PortService.createPort, id, () => ({ port, requestId }));
    // With its request id, a create that was not answered is repeated: it must be answered then, whether it had happened or not.
    if (requestId !== '') this.#retry = create;
    await create();
    this.#retry = null;
  }

  async #createBatch(): Promise<void> {
    const ids = Array.from({ length: 1 + Math.floor(this.#random() * batchLimit) }, () => this.#newId());
    this.expected.begin(new Map(ids.map((id) => [`port/${id}`, 'put'])));
    const request = { ports: ids.map((id) => this.#newPort(id)) };
    const { ports } = await callUnary(this.#client, PortService.batchCreatePorts, request);
    this.expected.answer(new Map(ports.map((port) => [`port/${port.metadata?.id}`, port.metadata?.etag ?? ''])));
  }

  async #rebindPort(id: string): Promise<void> {
    this.expected.begin(new Map([[`port/${id}`, 'put']]));
    const port = { metadata: { id }, nodeId: this.#pick(['', ...this.#nodes]) };
    const moved = await callUnary(this.#client, PortService.updatePort, { port, updateMask: { paths: ['node_id'] } });
    this.expected.answer(new Map([[`port/${id}`, moved.metadata?.etag ?? '']]));
  }

  /** Begins a move, activates it or ends it, as far as the port is at that. */
  async #movePort(id: string): Promise<void> {
    const { movePort, activatePortMove, cancelPortMove } = PortService;
    const dice = this.#random();
    if (dice < 0.5) return this.#update('port', id, movePort, { id, nodeId: this.#pick(this.#nodes) });
    if (dice < 0.8) return this.#update('port', id, activatePortMove, { id });
    const { departingBinding } = await callUnary(this.#client, PortService.getPort, { id });
    return this.#update('port', id, cancelPortMove, { id, generation: departingBinding?.generation ?? 0 });
  }

  /** An update that changes nothing, or that is refused because it would make a rule twice or a port is not at that step of a move, tells of nothing new. */
  #update<S, R, T>(table: string, id: string, method: MethodShape<S, R, T, Row>, request: S): Promise<void> {
    return this.#unlessRefused(['INVALID_FIELD', ...refusedMoves], async () => {
      this.expected.begin(new Map([[`${table}/${id}`, 'put']]));
      const row = await callUnary(this.#client, method, request);
      // A departing binding is ended by the controller, once agents have what is right.
      this.expected.answer(new Map([[`${table}/${id}`, row.metadata?.etag ?? '']]), Boolean(row.departingBinding));
    });
  }

  async #unlessRefused(codes: readonly string[], write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof WeftError) || !codes.includes(error.code)) throw error;
      this.expected.refused();
    }
  }

  async #deleteBatch(ids: readonly string[]): Promise<void> {
    this.expected.begin(new Map(ids.map((id) => [`port/${id}`, 'deleted'])));
    await callUnary(this.#client, PortService.batchDeletePorts, { ids: [...ids] });
    this.expected.answer(new Map(ids.map((id) => [`port/${id}`, null])));
  }

  async #put<S, R, T>(
    table: string,
    method: MethodShape<S, R, T, Row>,
    id: string,
    request: (metadata: { id: string }) => S,
  ): Promise<void> {
    this.expected.begin(new Map([[`${table}/${id}`, 'put']]));
    const row = await callUnary(this.#client, method, request({ id }));
    this.expected.answer(new Map([[`${table}/${id}`, row.metadata?.etag ?? '']]));
  }

  async #delete<R, T, U>(table: string, method: MethodShape<{ id: string }, R, T, U>, id: string): Promise<void> {
    this.expected.begin(new Map([[`${table}/${id}`, 'deleted']]));
    await callUnary(this.#client, method, { id });
    this.expected.answer(new Map([[`${table}/${id}`, null]]));
  }

  #newId(): string {
    return `${this.#name}-${this.#next++}`;
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)]!;
  }
}
