import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from './lab-error.js';

/**
 * Asks `probe` again until it answers something other than undefined. Rejects with LabError `what` after `timeoutMs`; an error that
 * `probe` throws ends the wait at once.
 */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined> | T | undefined,
  intervalMs = 20,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new LabError(`${what}: not within ${timeoutMs / 1000} s`);
    await delay(intervalMs);
  }
}
