import { runProgram } from '../../controller/cli/program.js';
import { LabError } from './lab-error.js';
import { Lab } from './running-lab.js';

/** `npm run weft -- ...`: the command line as admin of the running lab. What the environment or flags say goes first. */

// grpc-js names a server by its IP address in TLS, of which Node.js warns (DEP0123): nothing that a user could act on.
process.noDeprecation = true;

process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
try {
  const { plan } = Lab.open({ prefix: process.env['WEFT_LAB_PREFIX'] ?? 'weft' });
  const { certificate, key } = plan.directory.certificate('admin');
  const settings = {
    WEFT_CONTROLLER: plan.controllerAddress,
    WEFT_TLS_CA: plan.authorityCertificate,
    WEFT_TLS_CERT: certificate,
    WEFT_TLS_KEY: key,
    WEFT_NATS_URL: plan.natsUrl,
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  // Help needs no lab, and settings may come from elsewhere; otherwise the command says which one is missing.
  if (!process.env['WEFT_CONTROLLER'] && !args.includes('--help')) process.stderr.write(`weft: ${error.message}\n`);
}
process.exitCode = await runProgram(args);
