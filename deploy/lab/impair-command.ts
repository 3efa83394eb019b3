import type { Command } from 'commander';
import { Option } from 'commander';
import { type ImpairmentAim, impairmentText, parseDelay, parseLoss } from './impairment.js';
import { Impairments } from './impairments.js';
import { LabError } from './lab-error.js';
import type { Lab } from './running-lab.js';

/** `lab impair`: what the command line says, as impairments. */

interface ImpairFlags {
  readonly peer?: string;
  readonly direction?: 'in' | 'out' | 'both';
  readonly path?: string;
  readonly control?: true;
  readonly cut?: true;
  readonly loss?: string;
  readonly delay?: string;
  readonly mtu?: string;
  readonly clear?: true;
  readonly output: 'text' | 'json';
}

export function addImpairCommand(
  program: Command,
  withLab: (self: Command, work: (lab: Lab) => Promise<void>) => Promise<void>,
): void {
  program
    .command('impair')
    .argument('[host]')
    .description(
      'lose, delay, cut or limit packets between hosts, where the host meets the underlay; without flags: what is so now',
    )
    .option('--peer <host>', 'only what goes to or comes from this host; otherwise all but controller and nats-server')
    .addOption(
      new Option('--direction <direction>', 'what the host gets, sends, or (default) both').choices([
        'in',
        'out',
        'both',
      ]),
    )
    .option(
      '--path <n>',
      'only VXLAN of one of four classes (0 to 3) of outer source ports, as one of four equal-cost paths',
    )
    .option('--control', 'also what is for or from controller and nats-server')
    .option('--cut', 'nothing passes')
    .option('--loss <percent>', 'so much is lost at random: 1%')
    .option('--delay <time>', 'each direction takes so much longer: 5ms')
    .option('--mtu <bytes>', 'larger IP packets are lost, silently')
    .option('--clear', 'end what fits host, --peer, --direction and --path; of all hosts if none is named')
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
    .exitOverride()
    .action(async (host: string | undefined, flags: ImpairFlags, self: Command) => {
      await withLab(self, (lab) => impair(new Impairments(lab), host, flags));
    });
}

async function impair(impairments: Impairments, host: string | undefined, flags: ImpairFlags): Promise<void> {
  const { peer, direction, loss, delay, mtu, cut } = flags;
  const path = flags.path === undefined ? undefined : Number(flags.path);
  const fits = (aim: ImpairmentAim) =>
    (host === undefined || aim.host === host) &&
    (peer === undefined || aim.peer === peer) &&
    (direction === undefined || direction === 'both' || aim.direction === direction) &&
    (path === undefined || aim.path === path);
  if (flags.clear) {
    await impairments.clear(fits);
  } else if (cut || loss !== undefined || delay !== undefined || mtu !== undefined) {
    if (host === undefined) throw new LabError('name the host');
    const aim = {
      host,
      ...(peer !== undefined && { peer }),
      ...(path !== undefined && { path }),
      ...(flags.control && { control: true }),
    };
    const effects = {
      ...(cut && { cut }),
      ...(loss !== undefined && { loss: parseLoss(loss) }),
      ...(delay !== undefined && { delayMs: parseDelay(delay) }),
      ...(mtu !== undefined && { mtu: Number(mtu) }),
    };
    if (direction === undefined || direction === 'both') await impairments.setBoth(aim, effects);
    else await impairments.set({ ...aim, direction }, effects);
  }
  const found = (await impairments.list()).filter(({ aim }) => fits(aim));
  const text = flags.output === 'json' ? JSON.stringify(found, null, 2) : found.map(impairmentText).join('\n');
  if (text !== '') process.stdout.write(`${text}\n`);
}
