import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from './exit.js';

/** Where the controller and nats-server are, and who the caller is. */
export interface Settings {
  /** host:port */
  readonly controller?: string;
  /** PEM files. Without an authority the connection is plain text, which only loopback allows. */
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** tls://host:port */
  readonly natsUrl?: string;
  /** The agent's unix socket on this host. */
  readonly socket?: string;
  /** Deadline of a call. */
  readonly timeoutMs: number;
}

const keys = {
  controller: 'WEFT_CONTROLLER',
  tlsCa: 'WEFT_TLS_CA',
  tlsCert: 'WEFT_TLS_CERT',
  tlsKey: 'WEFT_TLS_KEY',
  natsUrl: 'WEFT_NATS_URL',
  socket: 'WEFT_AGENT_SOCKET',
} as const;
type SettingName = keyof typeof keys;

const defaultSocket = '/run/weft/agent.sock';

/** The file that is read when none is named: one JSON object with the keys of `Settings`. */
function defaultConfigPath(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'weft', 'config.json');
}

/** Adds the connection flags to the program. */
export function addSettingsOptions(program: Command): void {
  program
    .option('--controller <host:port>', 'controller to talk to (env WEFT_CONTROLLER)')
    .option('--tls-ca <file>', 'certificate of the authority that signed the servers (env WEFT_TLS_CA)')
    .option('--tls-cert <file>', 'your certificate (env WEFT_TLS_CERT)')
    .option('--tls-key <file>', 'its private key (env WEFT_TLS_KEY)')
    .option('--nats-url <url>', 'nats-server, for `flows` (env WEFT_NATS_URL)')
    .option('--config <file>', 'JSON file with controller, tlsCa, tlsCert, tlsKey, natsUrl, socket (env WEFT_CONFIG)')
    .option('--timeout <seconds>', 'how long a call may take', '10');
}

/** Flags before environment before the config file. */
export function readSettings(flags: Record<string, unknown>, env: NodeJS.ProcessEnv = process.env): Settings {
  const file = readConfigFile(flags['config'] as string | undefined, env);
  const found: Partial<Record<SettingName, string>> = {};
  for (const [name, variable] of Object.entries(keys) as [SettingName, string][]) {
    const flag = flags[name];
    const value = (typeof flag === 'string' ? flag : undefined) || env[variable] || file[name];
    if (value) found[name] = value;
  }
  const timeout = Number(flags['timeout'] ?? 10);
  if (!(timeout > 0 && timeout <= 3600)) throw new UsageError('--timeout: a number of seconds above 0, at most 3600');
  return { ...found, socket: found.socket ?? defaultSocket, timeoutMs: timeout * 1000 };
}

function readConfigFile(named: string | undefined, env: NodeJS.ProcessEnv): Partial<Record<SettingName, string>> {
  const path = named ?? env['WEFT_CONFIG'] ?? defaultConfigPath(env);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (named === undefined && !env['WEFT_CONFIG'] && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UsageError(`config file ${path}: ${(error as Error).message}`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`config file ${path}: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new UsageError(`config file ${path}: not a JSON object`);
  }
  for (const [key, value] of Object.entries(parsed)) {
    if (!Object.hasOwn(keys, key)) {
      throw new UsageError(
        `config file ${path}: unknown key ${JSON.stringify(key)}; known: ${Object.keys(keys).join(', ')}`,
      );
    }
    if (typeof value !== 'string') throw new UsageError(`config file ${path}: ${key} is not a string`);
  }
  return parsed as Partial<Record<SettingName, string>>;
}
