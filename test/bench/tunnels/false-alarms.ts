import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type HeardTransition, transitionText } from '../../../deploy/lab/tunnel-listener.js';
import type { ProbedLab } from '../../tunnels/probed-lab.js';
import { allowedCpus } from '../cpu.js';
import type { Samples } from '../report.js';

/** How often is something said of an underlay that is well, while every core is busy and one agent is stopped for a while? */

export interface FalseAlarmPlan {
  readonly seconds: number;
  /** Part of it during which an agent is stopped. */
  readonly stoppedSeconds: number;
}

/** Transitions that were told, and by which: `progress` names them. */
export async function measureFalseAlarms(
  probed: ProbedLab,
  plan: FalseAlarmPlan,
  samples: Samples,
  progress: (step: string) => void,
): Promise<void> {
  const { listener, lab } = probed;
  const hogs = allowedCpus().map(startHog);
  const before = { transitions: listener.transitions.length, messages: listener.messages };
  const agent = lab.agent('host-2');
  try {
    const quietMs = ((plan.seconds - plan.stoppedSeconds) * 1000) / 2;
    await delay(quietMs);
    agent.signal('SIGSTOP');
    await delay(plan.stoppedSeconds * 1000);
    agent.signal('SIGCONT');
    await delay(quietMs);
  } finally {
    agent.signal('SIGCONT');
    for (const hog of hogs) hog.kill('SIGKILL');
  }
  const heard: HeardTransition[] = listener.transitions.slice(before.transitions);
  for (const transition of heard) progress(`false alarm: ${transitionText(transition)}`);
  if (listener.messages - before.messages < plan.seconds - plan.stoppedSeconds)
    throw new Error('agents said less than a message a second: no alarm says nothing then');
  samples.add('false_alarms', 'weft', 'transitions', heard.length);
}

/** A process that does nothing else than use up a CPU. */
function startHog(cpu: number): ChildProcess {
  return spawn('taskset', ['-c', String(cpu), 'sh', '-c', 'while :; do :; done'], { stdio: 'ignore' });
}
