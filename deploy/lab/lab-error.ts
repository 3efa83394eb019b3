/** Something that the lab's user can understand and act on: printed without a stack. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
