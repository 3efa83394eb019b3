/** What one node may send: in the long run and at once. More than any agent needs; what is beyond is not looked at. */
export const nodeBudget = {
  messages: { perSecond: 200, atOnce: 2_000 },
  bytes: { perSecond: 1_048_576, atOnce: 8 * 1_048_576 },
  /** Of batches, see batchLimits: they cost more than their bytes. A node that uses all of it takes some 4 % of the time of this process. */
  elements: { perSecond: 5_000, atOnce: 32_768 },
} as const;
/** Nodes whose budgets are remembered. */
const NODES_REMEMBERED = 65_536;

interface Budget {
  messages: number;
  bytes: number;
  elements: number;
  atMs: number;
}

/** Keeps one node from taking the time of this process from the others. */
export class NodeBudgets {
  readonly #budgets = new Map<string, Budget>();

  /** Whether a message of the node is within what it may send. */
  take(nodeId: string, bytes: number, nowMs: number): boolean {
    const { messages, bytes: volume, elements } = nodeBudget;
    const full = { messages: messages.atOnce, bytes: volume.atOnce, elements: elements.atOnce, atMs: nowMs };
    const budget = this.#budgets.get(nodeId) ?? full;
    const seconds = Math.max(0, nowMs - budget.atMs) / 1000;
    budget.messages = Math.min(messages.atOnce, budget.messages + seconds * messages.perSecond);
    budget.bytes = Math.min(volume.atOnce, budget.bytes + seconds * volume.perSecond);
    budget.elements = Math.min(elements.atOnce, budget.elements + seconds * elements.perSecond);
    budget.atMs = nowMs;
    if (!this.#budgets.has(nodeId)) {
      if (this.#budgets.size >= NODES_REMEMBERED) this.#budgets.clear();
      this.#budgets.set(nodeId, budget);
    }
    if (budget.messages < 1 || budget.bytes < bytes) return false;
    budget.messages--;
    budget.bytes -= bytes;
    return true;
  }
  /** Whether the elements of a message that was within it are as well. To be called after `take`. */
  takeElements(nodeId: string, elements: number): boolean {
    const budget = this.#budgets.get(nodeId);
    if (!budget || budget.elements < elements) return false;
    budget.elements -= elements;
    return true;
  }
}
