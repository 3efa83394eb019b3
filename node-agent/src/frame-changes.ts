import type { PortDirectory } from './flows/port-directory.js';
import type { RuleDirectory } from './hits/rule-directory.js';
import type { NodeDevices } from './links/node-devices.js';
import type { LocalPorts } from './plugs/local-ports.js';
import type { Policies } from './policies/policies.js';
import type { DesiredState } from './state/desired-state.js';
import { PortRole } from './state/port-role.js';

/** Who knows what records name. */
interface Directories {
  readonly directory: Pick<PortDirectory, 'learn'>;
  readonly rules: Pick<RuleDirectory, 'learn'>;
}

/** Tells everybody what frames have changed, as far as tables do not say it. */
export class FrameChanges {
  readonly #state: DesiredState;
  readonly #devices: Pick<NodeDevices, 'apply'>;
  readonly #policies: Pick<Policies, 'groupsChanged'>;
  readonly #ports: Pick<LocalPorts, 'refresh' | 'plugged'>;
  readonly #telemetry: Directories;
  /** Ports that depart once all of their delta is here. */
  readonly #departing = new Set<string>();

  constructor(parts: {
    state: DesiredState;
    devices: Pick<NodeDevices, 'apply'>;
    policies: Pick<Policies, 'groupsChanged'>;
    ports: Pick<LocalPorts, 'refresh' | 'plugged'>;
    telemetry: Directories;
  }) {
    this.#state = parts.state;
    this.#devices = parts.devices;
    this.#policies = parts.policies;
    this.#ports = parts.ports;
    this.#telemetry = parts.telemetry;
  }

  /** `isPart`: more frames of the delta follow. Returns the ports that the changes concern. */
  async apply(isPart: boolean): Promise<ReadonlySet<string>> {
    const changes = this.#state.takeChanges();
    if (changes.ports.size > 0 || changes.networks.size > 0) this.#telemetry.directory.learn(changes.removedPorts);
    this.#telemetry.rules.learn(changes.groups);
    if (changes.nodeConfig) await this.#devices.apply(this.#state.nodeConfig);
    this.#policies.groupsChanged(changes.groups);
    const changed = new Set(changes.ports);
    // What a network and its subnets are is part of its ports' rows, and of what is said of them.
    for (const { portId, vni } of changes.networks.size > 0 ? this.#state.ports.values() : []) {
      if (changes.networks.has(vni)) changed.add(portId);
    }
    this.#refresh(changed, isPart);
    const concerned = new Set([...(changes.nodeConfig ? this.#ports.plugged() : []), ...changed]);
    // What groups allow is no part of rows, but whether it is in force is said of their ports.
    for (const { portId, groupIds } of changes.groups.size > 0 ? this.#state.ports.values() : []) {
      if (groupIds.some((id) => changes.groups.has(id))) concerned.add(portId);
    }
    return concerned;
  }

  #refresh(changed: Set<string>, isPart: boolean): void {
    if (!isPart) {
      for (const portId of this.#departing) changed.add(portId);
      this.#departing.clear();
    }
    for (const portId of changed) {
      // Where it has gone is said by its FDB entry, which may come with a later frame: until then it stays.
      const waits = isPart && this.#state.ports.byId(portId)?.role === PortRole.DEPARTING;
      if (waits) this.#departing.add(portId);
      else this.#ports.refresh(portId);
    }
  }
}
