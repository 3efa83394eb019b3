import type { Logger } from 'pino';
import { Compiler } from '../compiler/compiler.js';
import { checkCompiler } from '../compiler/self-check.js';
import type { Update } from '../compiler/update.js';
import type { Change, ChangeSource } from '../store/change.js';

export interface GuardedCompilerOptions {
  readonly vxlanPort: number;
  /** Compare with a recomputation from scratch after every commit. */
  readonly verifyIncremental: boolean;
  readonly log: Logger;
  /** Called before the compiler starts anew: whoever works with the old state has to stop. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * The compiler, and what is done about a defect of it: it must not leave nodes with wrong state for good. It starts anew from the rows, and no
 * node is believed to hold what the old one said.
 */
export class GuardedCompiler {
  readonly #source: ChangeSource;
  readonly #options: GuardedCompilerOptions;
  #compiler: Compiler;
  readonly #distrusted = new Set<string>();

  constructor(source: ChangeSource, options: GuardedCompilerOptions) {
    this.#source = source;
    this.#options = options;
    this.#compiler = new Compiler(source, options);
  }

  get current(): Compiler {
    return this.#compiler;
  }

  /** Null after a defect: everything may be different. */
  apply(changes: readonly Change[]): Update | null {
    const { verifyIncremental, vxlanPort, log, onDefect } = this.#options;
    try {
      const update = this.#compiler.apply(changes);
      if (verifyIncremental) checkCompiler(this.#compiler, this.#source, vxlanPort);
      for (const { id } of update.deletedNodes) this.#distrusted.delete(id);
      return update;
    } catch (error) {
      log.error({ err: error, revision: this.#source.committedRevision }, 'defect in the compiler; starting it anew');
      onDefect(error);
      this.#compiler = new Compiler(this.#source, this.#options);
      for (const { id } of this.#compiler.nodes()) this.#distrusted.add(id);
      return null;
    }
  }

  /** May the node hold what the compiler never should have said? Then it needs a snapshot. */
  distrusts(nodeId: string): boolean {
    return this.#distrusted.has(nodeId);
  }

  /** The node has applied a snapshot. */
  trust(nodeId: string): void {
    this.#distrusted.delete(nodeId);
  }
}
