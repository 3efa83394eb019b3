/** Messages that are published together. One of the two calls settles them. */
export interface OutboxBatch {
  readonly messages: readonly { readonly subject: string; readonly payload: Uint8Array }[];
  /** The server has them. */
  readonly confirmed: () => void;
  /** It is not known that the server has them: they are to be offered again. */
  readonly returned: () => void;
}

/** Something that has messages to publish. `next` is called while connected, whenever the last batch is settled. */
export interface OutboxSource {
  next(): OutboxBatch | null;
  /** A connection was made: who listens may have missed what was said before. */
  onConnected?(): void;
  /** What waits or is under way. */
  readonly waiting: number;
}
