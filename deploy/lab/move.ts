import type { weft } from '../../proto/gen/codecs.js';
import { PlugService, PortService } from '../../proto/gen/services.js';
import { vmInterface } from './address-client.js';
import { exchange, prepareExchange } from './interface-exchange.js';
import { LabError } from './lab-error.js';
import type { Lab } from './running-lab.js';
import type { LabVm } from './state.js';
import { createPair, removePair, unplugOwn, writeVm } from './virtual-machine.js';
import { waitFor } from './wait-for.js';

/** Moving a VM to another host while it runs: its namespace, with all that lives in it, stays; its interface is exchanged for one that is connected with the other host. */

/** How long each step may take. */
const stepTimeoutMs = 20_000;
const pollMs = 5;
/** Names inside the VM while it is being moved. */
const nextInterface = 'weft-next';
const leftInterface = 'weft-left';

/** In ms since the exchange of interfaces began, but for `preparedMs`. */
export interface MoveTimes {
  /** From the call to when the other host was ready. */
  readonly preparedMs: number;
  /** The VM had its interface again. */
  readonly exchangedMs: number;
  /** The controller had made the new binding the active one. */
  readonly activeMs: number;
  /** Every node knew, and the old host had nothing of the port any more: nothing was lost later than this. */
  readonly departedMs: number;
}

/** Moves the VM `name` to the node `to`. Before the exchange of interfaces a failure leaves it where it was. */
export async function moveVm(lab: Lab, name: string, to: string): Promise<MoveTimes> {
  const begun = performance.now();
  const move = await MachineMove.begin(lab, name, to);
  try {
    await move.ready();
    const preparedMs = performance.now() - begun;
    const swap = await move.prepareExchange();
    const exchangeBegun = performance.now();
    const exchangedMs = await swap();
    await move.active();
    const activeMs = performance.now() - exchangeBegun;
    await move.departed();
    const departedMs = performance.now() - exchangeBegun;
    await move.finish();
    return { preparedMs, exchangedMs, activeMs, departedMs };
  } catch (error) {
    if (!move.isExchanged) await move.cancel().catch(() => {});
    throw error;
  }
}

/** A move, step by step: begin, ready, exchange, active, departed, finish. */
export class MachineMove {
  #exchanged = false;

  private constructor(
    private readonly lab: Lab,
    private readonly before: LabVm,
    private readonly after: LabVm,
    /** Of the binding at the node that it goes to. */
    readonly generation: number,
  ) {}

  /** Begins the move of the port and plugs another interface at the node `to`. */
  static async begin(lab: Lab, name: string, to: string): Promise<MachineMove> {
    const before = lab.vm(name);
    const { id: node } = lab.node(to);
    if (before.other) {
      const { node: other } = before.other;
      throw new LabError(`VM ${name} has an interface at ${other} as well, of a move that did not end: unplug it`);
    }
    if (before.node === node) throw new LabError(`VM ${name} is at ${node} already`);
    const port = await lab.api.call(PortService.movePort, { id: before.port, nodeId: node });
    const after = { ...before, node, moves: before.moves + 1 };
    const move = new MachineMove(lab, before, after, port.pendingBinding?.generation ?? 0);
    writeVm(lab, { ...before, other: { node, moves: after.moves } });
    try {
      await createPair(lab, after, nextInterface);
      const request = { portId: after.port, interface: after.interface, generation: move.generation };
      await lab.agentApi(node).call(PlugService.plug, request);
      return move;
    } catch (error) {
      await move.cancel().catch(() => {});
      throw error;
    }
  }

  /** The VM has the new interface. */
  get isExchanged(): boolean {
    return this.#exchanged;
  }

  /** The port is plugged and programmed there, and its connections are there. */
  async ready(timeoutMs = stepTimeoutMs): Promise<void> {
    await this.#port(`${this.after.node} is ready for ${this.after.name}`, timeoutMs, ({ status }) =>
      Boolean(status?.pendingPlugged && status.pendingProgrammed && status.pendingHasConnections),
    );
  }

  /** Readies the new interface. What it resolves to exchanges them, and resolves to how long the VM was without one at most, in ms. */
  async prepareExchange(): Promise<() => Promise<number>> {
    const { namespace } = this.after;
    const interfaces = { namespace, current: vmInterface, next: nextInterface, left: leftInterface };
    const settings = await prepareExchange(interfaces);
    return async () => {
      this.#exchanged = true;
      const { node, moves } = this.before;
      writeVm(this.lab, { ...this.after, other: { node, moves } });
      return exchange(interfaces, settings);
    };
  }

  /** Both at once. */
  async exchange(): Promise<number> {
    return (await this.prepareExchange())();
  }

  /** Makes the new binding the active one, also if nothing has come from it yet. */
  async activate(): Promise<void> {
    await this.lab.api.call(PortService.activatePortMove, { id: this.after.port, generation: this.generation });
  }

  /** The new binding is the active one. */
  async active(timeoutMs = stepTimeoutMs): Promise<void> {
    const { name, node } = this.after;
    await this.#port(`${name} is known to be at ${node}`, timeoutMs, ({ activeBinding }) =>
      Boolean(activeBinding?.generation === this.generation),
    );
  }

  /** Nothing of the port is left where it was. */
  async departed(timeoutMs = stepTimeoutMs): Promise<void> {
    await this.#port(
      `nothing of ${this.before.name} is left at ${this.before.node}`,
      timeoutMs,
      ({ activeBinding, departingBinding }) =>
        Boolean(activeBinding?.generation === this.generation && !departingBinding),
    );
  }

  /** Unplugs and removes the old interface. */
  async finish(): Promise<void> {
    await unplugOwn(this.lab, this.before);
    await removePair(this.lab, this.before);
    writeVm(this.lab, this.after);
  }

  /** Before the exchange: the VM stays where it is. */
  async cancel(): Promise<void> {
    const { port } = this.after;
    await this.lab.api.call(PortService.cancelPortMove, { id: port, generation: this.generation });
    await this.forget();
  }

  /** After a move that was cancelled: removes what was made for it. */
  async forget(): Promise<void> {
    await unplugOwn(this.lab, this.after);
    await removePair(this.lab, this.after);
    writeVm(this.lab, this.before);
  }

  /** Waits for something of the port; the error says what its bindings are. */
  async #port(what: string, timeoutMs: number, is: (port: weft.v1.Port) => boolean): Promise<void> {
    let last: weft.v1.Port | undefined;
    try {
      const probe = async () => {
        last = await this.lab.api.call(PortService.getPort, { id: this.after.port });
        return is(last) ? true : undefined;
      };
      await waitFor(what, timeoutMs, probe, pollMs);
    } catch (error) {
      if (!(error instanceof LabError) || !last) throw error;
      throw new LabError(`${error.message} (${bindingsText(last)})`);
    }
  }
}

function bindingsText({ activeBinding, pendingBinding, departingBinding, status }: weft.v1.Port): string {
  const bindings = Object.entries({ active: activeBinding, pending: pendingBinding, departing: departingBinding });
  const facts = Object.entries({
    plugged: status?.pendingPlugged,
    programmed: status?.pendingProgrammed,
    connections: status?.pendingHasConnections,
  });
  return [
    ...bindings.flatMap(([role, binding]) => (binding ? [`${role} on ${binding.nodeId}`] : [])),
    ...(pendingBinding ? facts.map(([fact, is]) => `${fact}=${is ?? false}`) : []),
    ...(status?.message ? [status.message] : []),
    ...(status?.pendingMessage ? [status.pendingMessage] : []),
  ].join(', ');
}
