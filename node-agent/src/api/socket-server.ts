import { chmodSync, existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { WeftError } from '../../../proto/src/errors.js';

/**
 * A gRPC server on a unix socket that only its owner can open. A socket that a dead agent left is replaced; one that answers
 * means that the agent runs already: ALREADY_EXISTS.
 */
export async function listenOnSocket(path: string, addServices: (server: Server) => void): Promise<Server> {
  await requireUnanswered(path);
  rmSync(path, { force: true });
  const server = new Server({ 'grpc.max_receive_message_length': 1 << 20 });
  addServices(server);
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
    chmodSync(path, 0o600);
  } finally {
    process.umask(mask);
  }
  return server;
}

/** ALREADY_EXISTS if somebody answers on a unix socket: then the agent runs already. */
export async function requireUnanswered(path: string): Promise<void> {
  if (existsSync(path) && (await answers(path))) {
    throw new WeftError('ALREADY_EXISTS', `an agent runs already: ${path} answers`);
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
