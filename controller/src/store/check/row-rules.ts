import { weft } from '../../../../proto/gen/codecs.js';
import { formatIp, ipFromBytes } from '../../../../proto/src/ip.js';
import { formatMac, macToNumber } from '../../../../proto/src/mac.js';
import { VNI_MAX } from '../../../../proto/src/vni.js';
import { type AddressNumber, addressNumber, familyOf, lastOfPrefix, numberOf } from '../../model/address-number.js';
import type { NumberKind } from '../../model/graveyard.js';
import type { TableName, Tables } from '../../model/tables.js';
import { rowKey } from '../keys.js';
import { checkBindings } from './binding-rules.js';
import { GroupRules } from './group-rules.js';
import { Taken, TakenIn } from './taken.js';

const { KeyringStage } = weft.v1;
const max32 = 0xff_ff_ff_ff;

export interface SubnetFacts {
  readonly networkId: string;
  readonly tenantId: string;
  readonly first: AddressNumber;
  readonly last: AddressNumber;
  readonly gateway: AddressNumber;
  /** Addresses of its pools: as many places as a cursor of IPv6 can be at. */
  readonly pools: bigint;
}

type Wrong = (what: string) => void;

/**
 * What must be true of rows and between them. Rows are shown table by table, those that others refer to first (`tableNames`); each one is compared
 * with all that came before it. It repeats what rules refuse, on purpose without their code.
 */
export class RowRules {
  readonly numbers: { readonly [K in NumberKind]: Taken<number> } = {
    vni: new Taken(),
    datapath: new Taken(),
    vtep: new Taken(),
    router: new Taken(),
  };
  readonly subnets = new Map<string, SubnetFacts>();
  /** To be finished when all rows were shown. */
  readonly groups = new GroupRules();
  readonly #tenants = new Set<string>();
  /** Network -> tenant. */
  readonly #networks = new Map<string, string>();
  readonly #subnetsOf = new Map<string, string[]>();
  readonly #routerOf = new Taken<string>();
  readonly #nodes = new Set<string>();
  /** Bytes of a VTEP's address. */
  #underlayFamily: number | null = null;
  readonly #vteps = new Taken<AddressNumber>();
  readonly #macs = new TakenIn<number>();
  readonly #addresses = new TakenIn<AddressNumber>();

  /** Checks a row against the rows before it. */
  show<T extends TableName>(table: T, id: string, row: Tables[T], wrong: Wrong): void {
    const rules: { readonly [K in TableName]: (row: Tables[K]) => void } = {
      tenant: () => void this.#tenants.add(id),
      securityGroup: (group) => this.#securityGroup(id, group, wrong),
      network: (network) => this.#network(id, network, wrong),
      subnet: (subnet) => this.#subnet(id, subnet, wrong),
      router: (router) => this.#router(id, router, wrong),
      node: (node) => this.#node(id, node, wrong),
      port: (port) => this.#port(id, port, wrong),
      keyring: (keyring) => checkKeyring(id, keyring, wrong),
    };
    (rules[table] as (row: Tables[T]) => void)(row);
  }

  #securityGroup(id: string, group: Tables['securityGroup'], wrong: Wrong): void {
    if (!this.#tenants.has(group.tenantId)) wrong(`refers to tenant ${group.tenantId}, which does not exist`);
    this.#number('datapath', group.datapathId, max32, id, wrong);
    this.groups.show(id, rowKey('securityGroup', id), group, wrong);
  }

  #network(id: string, network: Tables['network'], wrong: Wrong): void {
    if (!this.#tenants.has(network.tenantId)) wrong(`refers to tenant ${network.tenantId}, which does not exist`);
    this.#networks.set(id, network.tenantId);
    this.groups.named(network.defaultSecurityGroupIds, network.tenantId, wrong);
    this.#number('vni', network.vni, VNI_MAX, id, wrong);
  }

  #subnet(id: string, subnet: Tables['subnet'], wrong: Wrong): void {
    this.#ofNetwork(subnet, wrong);
    const { prefix, gateway } = subnet;
    const length = prefix?.length ?? -1;
    const address = prefix?.address?.bytes ?? new Uint8Array();
    const router = gateway?.bytes ?? new Uint8Array();
    const isAddress = address.length === 4 || address.length === 16;
    if (!isAddress || router.length !== address.length || length < 0 || length > 8 * address.length) {
      wrong('has no prefix and gateway of one family');
      return;
    }
    const first = addressNumber(address);
    const last = lastOfPrefix(first, length);
    if (BigInt(first) % (BigInt(last) - BigInt(first) + 1n) !== 0n) wrong('has bits of hosts in its prefix');
    const inside = (n: AddressNumber) => familyOf(n) === familyOf(first) && n >= first && n <= last;
    if (!inside(addressNumber(router))) wrong('has its gateway outside of its prefix');
    for (const pool of subnet.allocationPools) {
      const [low, high] = [numberOf(pool.first), numberOf(pool.last)];
      if (low > high || !inside(low) || !inside(high))
        wrong('has an allocation pool that is not a range of its prefix');
    }
    this.#options(subnet, address.length, wrong);
    const { networkId, tenantId } = subnet;
    const facts = { networkId, tenantId, first, last, gateway: addressNumber(router), pools: poolsSize(subnet) };
    const neighbours = this.#subnetsOf.get(subnet.networkId) ?? [];
    this.#subnetsOf.set(subnet.networkId, neighbours);
    this.#overlap(facts, neighbours, `of network ${subnet.networkId}`, wrong);
    neighbours.push(id);
    this.subnets.set(id, facts);
  }

  #options(subnet: Tables['subnet'], bytes: number, wrong: Wrong): void {
    const { dnsServers, hostRoutes, dhcp, ip6AddressMode } = subnet;
    const nextHops = hostRoutes.map((route) => route.nextHop ?? {});
    if ([...dnsServers, ...nextHops].some((address) => address.bytes?.length !== bytes)) {
      wrong('has resolvers or host routes of another family');
    }
    if (bytes === 4 ? ip6AddressMode !== 0 : dhcp !== 0) wrong('has an option of the other family');
  }

  #overlap(facts: SubnetFacts, others: readonly string[], where: string, wrong: Wrong): void {
    for (const id of others) {
      const other = this.subnets.get(id);
      if (!other || familyOf(other.first) !== familyOf(facts.first)) continue;
      if (other.first <= facts.last && facts.first <= other.last) wrong(`overlaps subnet ${id} ${where}`);
    }
  }

  #router(id: string, router: Tables['router'], wrong: Wrong): void {
    if (!this.#tenants.has(router.tenantId)) wrong(`refers to tenant ${router.tenantId}, which does not exist`);
    this.#number('router', router.datapathId, max32, id, wrong);
    const joined: string[] = [];
    for (const { subnetId, address } of router.interfaces) {
      const subnet = this.subnets.get(subnetId ?? '');
      if (!subnet) {
        wrong(`refers to subnet ${subnetId}, which does not exist`);
        continue;
      }
      if (subnet.tenantId !== router.tenantId) wrong(`has subnet ${subnetId}, which is tenant ${subnet.tenantId}'s`);
      if (numberOf(address) !== subnet.gateway) {
        wrong(`has another address in subnet ${subnetId} than its gateway`);
      }
      const other = this.#routerOf.take(subnetId ?? '', id);
      if (other !== null) wrong(`has subnet ${subnetId}, which router ${other} has too`);
      this.#overlap(subnet, joined, 'of the same router', wrong);
      joined.push(subnetId ?? '');
    }
  }

  #node(id: string, node: Tables['node'], wrong: Wrong): void {
    this.#nodes.add(id);
    this.#number('vtep', node.vtepId, max32, id, wrong);
    if (node.vteps.length === 0) wrong('has no VTEP address');
    for (const { bytes } of node.vteps) {
      this.#underlayFamily ??= bytes?.length ?? 0;
      if (bytes?.length !== this.#underlayFamily)
        wrong(`has VTEP address ${text(bytes)}, of another family than other nodes`);
      const other = this.#vteps.take(numberOf({ bytes: bytes ?? new Uint8Array() }), id);
      if (other !== null) wrong(`has VTEP address ${text(bytes)}, which node ${other} has too`);
    }
  }

  #port(id: string, port: Tables['port'], wrong: Wrong): void {
    this.#ofNetwork(port, wrong);
    this.#number('datapath', port.datapathId, max32, id, wrong);
    this.groups.named(port.securityGroupIds, port.tenantId, wrong);
    this.#takeMac(port.networkId, port.mac, id, wrong);
    const pairMacs = new Map(port.allowedAddressPairs.map(({ mac }) => [formatMac(mac ?? new Uint8Array()), mac]));
    for (const mac of pairMacs.values()) if (mac?.length) this.#takeMac(port.networkId, mac, id, wrong);
    for (const { subnetId, address } of port.addresses) {
      const subnet = this.subnets.get(subnetId ?? '');
      const number = numberOf(address);
      if (!subnet) wrong(`refers to subnet ${subnetId}, which does not exist`);
      else {
        if (subnet.networkId !== port.networkId) wrong(`has an address in subnet ${subnetId} of another network`);
        const inside = familyOf(number) === familyOf(subnet.first) && number >= subnet.first && number <= subnet.last;
        if (!inside || number === subnet.gateway) {
          wrong(`has address ${text(address?.bytes)}, which is not one for ports of subnet ${subnetId}`);
        }
      }
      const other = this.#addresses.take(subnetId ?? '', number, id);
      if (other !== null) wrong(`has address ${text(address?.bytes)}, which port ${other} has too`);
    }
    checkBindings(port, this.#nodes, wrong);
  }

  #takeMac(networkId: string, mac: Uint8Array, id: string, wrong: Wrong): void {
    if (mac.length !== 6 || ((mac[0] ?? 1) & 1) === 1) wrong('has no unicast MAC');
    const twin = this.#macs.take(networkId, macToNumber(mac), id);
    if (twin !== null) wrong(`has MAC ${formatMac(mac)}, which port ${twin} of its network has too`);
  }

  #ofNetwork(row: { readonly networkId: string; readonly tenantId: string }, wrong: Wrong): void {
    const tenant = this.#networks.get(row.networkId);
    if (tenant === undefined) wrong(`refers to network ${row.networkId}, which does not exist`);
    else if (tenant !== row.tenantId) wrong(`is tenant ${row.tenantId}'s, its network ${tenant}'s`);
  }

  #number(kind: NumberKind, number: number, last: number, id: string, wrong: Wrong): void {
    if (!(number >= 1 && number <= last)) wrong(`has ${kind} number ${number}, which is not in 1..${last}`);
    const other = this.numbers[kind].take(number, id);
    if (other !== null) wrong(`has ${kind} number ${number}, which ${other} has too`);
  }
}

/** Says nothing of the keys but how many there are. */
function checkKeyring(id: string, { probeKeys, stage }: Tables['keyring'], wrong: Wrong): void {
  if (id !== 'probe') wrong('is not the keyring, which is called probe');
  if (probeKeys.some((key) => key.length !== 16)) wrong('has a key of another length than 16 bytes');
  if (new Set(probeKeys.map((key) => Buffer.from(key).toString('hex'))).size < probeKeys.length) {
    wrong('has a key twice');
  }
  const rotates = stage === KeyringStage.KEYRING_LEARN || stage === KeyringStage.KEYRING_USE;
  if (!(stage in KeyringStage)) wrong(`has stage ${stage}, which this version does not know`);
  else if (probeKeys.length !== (rotates ? 2 : 1))
    wrong(`has ${probeKeys.length} keys at stage ${KeyringStage[stage]}`);
}

function poolsSize(subnet: Tables['subnet']): bigint {
  return subnet.allocationPools.reduce(
    (sum, pool) => sum + BigInt(numberOf(pool.last)) - BigInt(numberOf(pool.first)) + 1n,
    0n,
  );
}

function text(bytes: Uint8Array | null | undefined): string {
  try {
    return formatIp(ipFromBytes(bytes ?? new Uint8Array(), 'address'));
  } catch {
    return 'that is none';
  }
}
