import type { ServerWritableStream } from '@grpc/grpc-js';
import { grpc } from '../../../proto/gen/codecs.js';
import type { Health } from '../../../proto/gen/services.js';
import { notFound } from '../../../proto/src/errors.js';
import type { Handlers } from './serve.js';

const { HealthCheckResponse } = grpc.health.v1;
const { ServingStatus } = HealthCheckResponse;
type Watch = ServerWritableStream<grpc.health.v1.HealthCheckRequest, grpc.health.v1.HealthCheckResponse>;

/** grpc.health.v1: the server as a whole (service "") and each of its services have one state. */
export class HealthState {
  readonly #services: ReadonlySet<string>;
  #serving = false;
  readonly #watches = new Set<Watch>();

  /** `services`: full names of what the server serves. */
  constructor(services: readonly string[]) {
    this.#services = new Set(['', ...services]);
  }

  set(serving: boolean): void {
    if (serving === this.#serving) return;
    this.#serving = serving;
    for (const call of this.#watches) call.write(this.#response(call.request.service));
  }

  /** Ends all watches: the server stops. */
  stop(): void {
    this.set(false);
    for (const call of [...this.#watches]) call.end();
  }

  handlers(): Handlers<typeof Health> {
    return {
      check: async (request) => {
        if (!this.#services.has(request.service)) throw notFound('service', request.service.slice(0, 255));
        return this.#response(request.service);
      },
      list: async () => {
        const statuses = Object.fromEntries(Array.from(this.#services, (s) => [s, this.#response(s)]));
        return grpc.health.v1.HealthListResponse.create({ statuses });
      },
      watch: (call) => {
        this.#watches.add(call);
        const forget = () => this.#watches.delete(call);
        call.on('cancelled', forget);
        call.on('close', forget);
        call.write(this.#response(call.request.service));
      },
    };
  }

  #response(service: string): grpc.health.v1.HealthCheckResponse {
    const known = this.#services.has(service);
    const status = known
      ? this.#serving
        ? ServingStatus.SERVING
        : ServingStatus.NOT_SERVING
      : ServingStatus.SERVICE_UNKNOWN;
    return HealthCheckResponse.create({ status });
  }
}
