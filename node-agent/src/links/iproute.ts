import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs `ip` with these arguments: for what is done once. Rejects with what ip says. */
export async function ip(...args: readonly string[]): Promise<void> {
  try {
    await run('ip', args);
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new Error(`ip ${args.join(' ')}: ${stderr.trim() || message}`, { cause: error });
  }
}
