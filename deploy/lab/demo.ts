import { describeFailure } from '../../controller/cli/exit.js';
import { Checks } from './demo-checks.js';
import { runScenario } from './demo-scenario.js';
import { LabError } from './lab-error.js';
import { Lab } from './running-lab.js';
import { tearDown } from './teardown.js';
import { LabNames } from './underlay.js';

/** `npm run demo [-- --exit]`: a three-host lab, two tenants with the same addresses, a router, and what can be seen of them. */

// grpc-js names a server by its IP address in TLS, of which Node.js warns (DEP0123): nothing that a user could act on.
process.noDeprecation = true;

const prefix = process.env['WEFT_LAB_PREFIX'] ?? 'weft';
const directory = `/var/lib/${prefix}-demo`;

const hints = `
The lab stays up. In another terminal:
  npm run weft -- port list -o wide
  npm run weft -- flows --follow
  npm run lab -- status
  nsenter --net=/run/netns/weft-vm-acme-1 ping 10.0.1.11
Ctrl-C removes it.`;

/** Rejects at Ctrl-C (and when the terminal closes), once. */
class Interruption extends Error {}

function interruption(): Promise<never> {
  return new Promise((_resolve, reject) => {
    let seen = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (seen) process.stderr.write('removing the lab; a moment\n');
        seen = true;
        reject(new Interruption());
      });
    }
  });
}

async function demo(exitWhenDone: boolean): Promise<number> {
  if (process.getuid?.() !== 0) throw new LabError('the demo makes network namespaces: run it as root');
  const unknown = process.argv.slice(2).find((arg) => arg !== '--exit');
  if (unknown !== undefined) throw new LabError(`unknown argument ${unknown}; usage: npm run demo [-- --exit]`);
  const interrupted = interruption();
  interrupted.catch(() => {});
  const checks = new Checks();
  checks.step('a lab of three hosts');
  // Refuses, and touches nothing, if a lab is up.
  const starting = Lab.up({ nodes: 3, prefix, directory }, (step) => checks.show(step));
  let ours = false;
  try {
    const lab = await Promise.race([starting, interrupted]);
    ours = true;
    try {
      await Promise.race([runScenario(lab, checks), interrupted]);
      checks.say(`\n${checks.summary()}`);
      if (!exitWhenDone) {
        checks.say(hints);
        // Listening for signals alone does not keep Node.js running.
        const stay = setInterval(() => {}, 60_000);
        await interrupted.catch(() => {});
        clearInterval(stay);
        checks.say('');
      }
    } finally {
      lab.close();
    }
    return checks.allHeld ? 0 : 1;
  } catch (error) {
    // The rest of a start that was interrupted must not go on behind the removal.
    if (!ours && error instanceof Interruption) {
      checks.say('\ninterrupted: removing the lab');
      const lab = await starting.catch(() => undefined);
      lab?.close();
      ours = lab !== undefined;
    }
    if (error instanceof Interruption) return 130;
    throw error;
  } finally {
    if (ours) {
      checks.step('removing the lab');
      await tearDown(new LabNames(prefix), directory);
    }
  }
}

try {
  process.exitCode = await demo(process.argv.includes('--exit'));
} catch (error) {
  const lines = error instanceof LabError ? [error.message] : describeFailure(error).lines;
  process.stderr.write(`demo: ${lines.join('\n')}\n`);
  process.exitCode = 1;
}
// Connections of an interrupted scenario must not keep the process.
process.exit();
