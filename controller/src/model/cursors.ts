/** How far an allocator has come: `value` is the last number it gave out; it goes on behind it. */
export interface CursorMove {
  readonly name: string;
  readonly value: number;
}

/** Name of the cursor of a subnet's addresses. */
export function addressCursor(subnetId: string): string {
  return `address/${subnetId}`;
}

/**
 * Name of the cursor of generations: the highest generation of all bindings that ended without a successor (the port was unbound or deleted).
 * A new binding's generation is above it and above the port's own last one, so no generation of a port id is ever used twice.
 */
export const generationCursor = 'generation';
