import { addon } from './native-addon.js';
import { type Feature, FeatureError } from './native-error.js';

/** Asks this kernel, by trying. Costs system calls: ask when something failed, not before each use. */
export function hasFeature(feature: Feature): boolean {
  return addon.probe(feature);
}

/** @throws FeatureError naming the first feature that is missing and the kernel that has it; `cause` is why we ask */
export function requireFeatures(features: readonly Feature[], cause?: unknown): void {
  for (const feature of features) if (!hasFeature(feature)) throw new FeatureError(feature, cause);
}
