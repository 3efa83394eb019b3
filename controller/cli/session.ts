import type { Command } from 'commander';
import { Connection } from './connection.js';
import { readSettings } from './settings.js';

/** Runs `work` with a connection to the controller that the command's flags, environment or config file name. */
export async function withController<T>(command: Command, work: (c: Connection) => Promise<T>): Promise<T> {
  return use(Connection.toController(readSettings(command.optsWithGlobals())), work);
}

/** Runs `work` with a connection to the agent's unix socket. */
export async function withAgent<T>(command: Command, work: (c: Connection) => Promise<T>): Promise<T> {
  return use(Connection.toAgent(readSettings(command.optsWithGlobals())), work);
}

async function use<T>(connection: Connection, work: (c: Connection) => Promise<T>): Promise<T> {
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** Fires at Ctrl-C or SIGTERM: how commands that follow something end, with exit code 0. */
export function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
