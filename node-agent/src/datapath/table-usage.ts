/** How full a table is. */
export interface TableUsage {
  readonly entries: number;
  readonly capacity: number;
}
