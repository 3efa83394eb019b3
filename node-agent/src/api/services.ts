import type { Server } from '@grpc/grpc-js';
import type { weft } from '../../../proto/gen/codecs.js';
import { AgentService, PlugService } from '../../../proto/gen/services.js';
import { unaryHandler } from '../../../proto/src/unary-handler.js';

/** What the two services on the agent's socket need of it. */
export interface AgentApi {
  plug(request: weft.v1.PlugRequest): Promise<weft.v1.Plug.$Properties>;
  unplug(portId: string): Promise<void>;
  listPlugs(): Promise<weft.v1.Plug.$Properties[]>;
  describe(): Promise<weft.v1.Agent.$Properties>;
  portCounters(portId: string): Promise<weft.v1.PortCounters.$Properties[]>;
}

/** Serves PlugService and AgentService; `onDefect` hears of errors that are not the caller's. */
export function addAgentServices(server: Server, api: AgentApi, onDefect: (error: unknown) => void): void {
  server.addService(PlugService, {
    plug: unaryHandler(
      async (request: weft.v1.PlugRequest): Promise<weft.v1.PlugResponse.$Properties> => ({
        plug: await api.plug(request),
      }),
      onDefect,
    ),
    unplug: unaryHandler(async ({ portId }: weft.v1.UnplugRequest): Promise<weft.v1.UnplugResponse.$Properties> => {
      await api.unplug(portId);
      return {};
    }, onDefect),
    listPlugs: unaryHandler(
      async (): Promise<weft.v1.ListPlugsResponse.$Properties> => ({ plugs: await api.listPlugs() }),
      onDefect,
    ),
  });
  server.addService(AgentService, {
    getAgent: unaryHandler((): Promise<weft.v1.Agent.$Properties> => api.describe(), onDefect),
    listPortCounters: unaryHandler(
      async ({ portId }: weft.v1.ListPortCountersRequest): Promise<weft.v1.ListPortCountersResponse.$Properties> => ({
        ports: await api.portCounters(portId),
      }),
      onDefect,
    ),
  });
}
