/** How the control plane is measured. */
export interface ControlOptions {
  /** Fewer rounds and no million. */
  readonly quick: boolean;
}
