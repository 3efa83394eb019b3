import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import type { DesiredState } from '../state/desired-state.js';
import type { LocalPorts } from './local-ports.js';
import { PortArrivals } from './port-arrivals.js';
import { type ConnectionHandover, PortFactsBook } from './port-facts.js';

/** Tells the controller what is observed of ports: in reports that follow programming, and at once that a pending port sends. */
export class PortReports {
  readonly #arrivals: PortArrivals;
  readonly #facts: PortFactsBook;
  readonly #send: (message: weft.v1.AgentMessage.$Properties) => void;
  readonly #exclusively: (task: () => Promise<void>) => Promise<void>;
  readonly #log: Logger;

  constructor(parts: {
    state: Pick<DesiredState, 'ports'>;
    ports: LocalPorts;
    connections: Pick<ConnectionHandover, 'has' | 'problemOf'>;
    /** If nobody listens it is lost: what a new stream begins with says all again. */
    send: (message: weft.v1.AgentMessage.$Properties) => void;
    /** Runs a task while nothing else changes ports. */
    exclusively: (task: () => Promise<void>) => Promise<void>;
    log: Logger;
  }) {
    const { state, ports, connections } = parts;
    this.#arrivals = new PortArrivals((datapathId) => state.ports.get(datapathId));
    this.#facts = new PortFactsBook({ ports, connections, arrivals: this.#arrivals });
    this.#send = parts.send;
    this.#exclusively = parts.exclusively;
    this.#log = parts.log;
  }

  /** What a stream begins with. */
  complete(): weft.v1.PortReport.$Properties {
    return this.#facts.complete();
  }

  /** Tells what has changed of these ports. While nothing else changes them. */
  tell(portIds: Iterable<string>): void {
    const report = this.#facts.changed(portIds);
    if (report) this.#send({ portReport: report });
  }

  /** The same, when it is its turn. A failure is logged. */
  async tellLater(portIds: readonly string[]): Promise<void> {
    try {
      await this.#exclusively(async () => this.tell(portIds));
    } catch (err) {
      this.#log.error({ err, ports: portIds }, 'what has changed of ports was not told');
    }
  }

  /** Records of port_arrivals. Told at once, whatever is being done: the controller waits for it. */
  onArrivals(records: Buffer): void {
    for (const { portId, generation } of this.#arrivals.see(records)) {
      this.#log.info({ port: portId, generation }, 'a port that moves here sends');
      const report = this.#facts.arrived(portId);
      if (report) this.#send({ portReport: report });
      else void this.tellLater([portId]);
    }
  }
}
