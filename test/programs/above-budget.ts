import { budgets } from './budget.js';
import type { ProgramCost } from './measure.js';

/** What is above its budget, in words; also programs without a budget, and budgets without a program. */
export function aboveBudget(programs: readonly ProgramCost[]): string[] {
  const costs = programs.flatMap((cost) => {
    const budget = budgets[cost.program];
    if (!budget) return [`${cost.program} has no budget`];
    return (['instructions', 'verifiedInstructions'] as const)
      .filter((what) => cost[what] > budget[what])
      .map((what) => `${cost.program}: ${cost[what]} ${what}, budget ${budget[what]}`);
  });
  const gone = Object.keys(budgets).filter((name) => !programs.some(({ program }) => program === name));
  return [...costs, ...gone.map((name) => `no program ${name}, but a budget for it`)];
}
