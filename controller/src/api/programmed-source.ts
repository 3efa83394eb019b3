/** A node that should hold what a revision changed, and does not hold it yet as far as the controller knows. */
export interface NodeBehind {
  readonly nodeId: string;
  /** 0: the node was not heard of since the controller started. A node that was created since then has acked its creation. */
  readonly ackedRevision: number;
  /** Why, for people: it has not acked, or it could not apply an entry. */
  readonly reason: string;
}

/** Who knows when a committed change has become what nodes do. */
export interface ProgrammedSource {
  /**
   * Resolves when every node that needs what the revision changed has applied it, or after `timeoutMs`, or when `signal` is aborted or the controller
   * stops: with the nodes that are behind then, ordered by id; none if all is well. A node needs a change if an entry of it differs by it (at once resolved: nobody does). A node
   * that has acked, but has nacked an entry of the change, is behind until it has resolved that. The creation of a node is not waited for: its
   * agent cannot have been there.
   *
   * Which nodes those are is known exactly for the newest REMEMBERED_CHANGES revisions (fewer, if they are large); for older ones every node counts that has not acked so much.
   *
   * Only nodes that `counts` says true of are waited for, as it is at the call.
   *
   * @throws LIMIT_REACHED if too many waits are in progress.
   */
  waitProgrammed(
    revision: number,
    timeoutMs: number,
    signal?: AbortSignal,
    counts?: (nodeId: string) => boolean,
  ): Promise<readonly NodeBehind[]>;
}
