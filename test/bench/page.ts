import { measurePage } from '../dashboard/page-speed.js';
import { type Line, Samples } from './report.js';

export interface PageOptions {
  readonly quick: boolean;
}

/** What the web page takes in a real Chromium, of a real controller whose nodes are simulated. */
export async function benchPage({ quick }: PageOptions, progress: (step: string) => void): Promise<Line[]> {
  const samples = new Samples();
  for (const nodes of quick ? [250] : [250, 500]) {
    const system = `${nodes} nodes`;
    for (let run = 0; run < (quick ? 1 : 3); run++) {
      progress(`${system}: run ${run + 1}`);
      const speed = await measurePage(nodes);
      samples.add('page_first_paint', system, 'ms', speed.firstPaintMs);
      samples.add('page_update', system, 'ms', speed.updateMs);
      samples.add('page_update_max', system, 'ms', speed.updateMaxMs);
      samples.add('page_transition', system, 'ms', speed.transitionMs);
      samples.add('page_transition_max', system, 'ms', speed.transitionMaxMs);
      samples.add('page_figures', system, 'ms', speed.figuresMs);
    }
  }
  return samples.measures();
}
