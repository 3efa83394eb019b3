import { seededRandom } from '../scale/random.js';

/** Numbers in [0, 1). */
export type Random = () => number;

export { seededRandom };

export function pick<T>(random: Random, from: readonly T[]): T {
  const item = from[Math.floor(random() * from.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** One of the values, each as often as its weight says. */
export function weighted<T>(random: Random, ...choices: readonly (readonly [weight: number, value: T])[]): T {
  let at = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of choices) {
    at -= weight;
    if (at < 0) return value;
  }
  return pick(random, choices)[1];
}
