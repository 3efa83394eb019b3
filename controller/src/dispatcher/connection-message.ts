import type { weft } from '../../../proto/gen/codecs.js';
import { violation } from './hello.js';
import { MAX_TOLD_CONNECTIONS } from './limits.js';

/** Checks who is asked for. */
export function checkConnectionsWanted(
  message: weft.v1.ConnectionsWanted.$Properties,
): weft.v1.ConnectionsWanted.$Properties {
  requireBinding(message, 'connections wanted');
  return message;
}

/**
 * Checks what an agent says that another one is to be told: nothing is out of its range. Values that a later version may add (states, flags) are the
 * receiver's to judge.
 */
export function checkConnectionStates(
  message: weft.v1.ConnectionStates.$Properties,
): weft.v1.ConnectionStates.$Properties {
  requireBinding(message, 'connections');
  const connections = message.connections ?? [];
  if (connections.length > MAX_TOLD_CONNECTIONS) {
    throw violation(`${connections.length} connections in one message; at most ${MAX_TOLD_CONNECTIONS} are allowed`);
  }
  for (const connection of connections) checkConnection(connection, message.portId ?? '');
  return message;
}

function requireBinding(
  { portId, generation }: Pick<weft.v1.ConnectionStates.$Properties, 'portId' | 'generation'>,
  what: string,
): void {
  if (!portId) throw violation(`${what} of no port`);
  if (!generation) throw violation(`${what} of port ${portId} without a generation`);
}

function checkConnection(connection: weft.v1.ConnectionState.$Properties, portId: string): void {
  const of = `a connection of port ${portId}`;
  const { own, remote } = connection;
  const bytes = own?.length ?? 0;
  if ((bytes !== 4 && bytes !== 16) || remote?.length !== bytes) {
    throw violation(`${of} has addresses of ${bytes} and ${remote?.length ?? 0} bytes`);
  }
  const { ownL4Port, remoteL4Port, protocol, began, ageMs, idleMs } = connection;
  for (const l4Port of [ownL4Port ?? 0, remoteL4Port ?? 0]) {
    if (l4Port > 0xffff) throw violation(`${of} has l4 port ${l4Port}`);
  }
  if ((protocol ?? 0) > 0xff) throw violation(`${of} has protocol ${protocol}`);
  if ((began ?? 0) > 1) throw violation(`${of} began in direction ${began}`);
  for (const ms of [ageMs ?? 0, idleMs ?? 0]) {
    if (!Number.isSafeInteger(ms)) throw violation(`${of} is ${ms} ms old`);
  }
}
