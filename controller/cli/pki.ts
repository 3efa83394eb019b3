import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './exit.js';
import type { Json } from './json.js';
import { outputFormat, outputOption, printLine, printRows } from './output.js';
import { crlDays, type IssuedCertificate, PkiDirectory } from './pki/directory.js';
import { type Holder, holderText, parseHolder, pkiRoles } from './pki/subject.js';
import type { Column } from './table.js';

const epilogue = `
Examples:
  weft pki init
  weft pki issue controller c1 --san controller.example.net --san 192.0.2.1
  weft pki issue node host-1
  weft pki issue tenant acme --days 90
  weft pki rotate --within 30
  weft pki revoke tenant/acme

The directory has ca.crt, ca.key (guard it), crl.pem, <role>/<name>.crt and .key, and a copy of every certificate in issued/.
Give controllers crl.pem with --tls-crl: they read it, and their certificates, again when the files change.`;

interface DirectoryFlag {
  readonly dir: string;
}

const columns: readonly Column<IssuedCertificate>[] = [
  { heading: 'HOLDER', cell: (c) => holderText(c.holder) },
  { heading: 'STATE', cell: state },
  { heading: 'EXPIRES', cell: (c) => c.notAfter.toISOString().slice(0, 16) },
  { heading: 'SERIAL', cell: (c) => c.serial },
  { heading: 'NAMES', cell: (c) => c.sans.join(' '), wide: true },
];

/** `weft pki`: the cluster's certificates. It talks to nobody. */
export function addPkiCommand(program: Command): void {
  const pki = program.command('pki').description("the cluster's certificate authority").addHelpText('after', epilogue);
  const command = (name: string, description: string) =>
    pki
      .command(name)
      .description(description)
      .addOption(new Option('--dir <dir>', 'directory of the authority').env('WEFT_PKI').default('pki'));

  command('init', 'make an authority')
    .option('--name <name>', 'name of the authority', 'weft CA')
    .option('--days <days>', 'how long it is valid', days, 3650)
    .action(async ({ dir, name, days }: DirectoryFlag & { name: string; days: number }) => {
      if (!/^[A-Za-z0-9 ._-]{1,64}$/.test(name)) throw new UsageError('--name: 1 to 64 of [A-Za-z0-9 ._-]');
      await new PkiDirectory(dir).init(name, days);
      printLine(`${dir}/ca.crt`);
    });

  command('issue', 'make a key and its certificate')
    .argument('<role>', pkiRoles.join(', '))
    .argument('<name>', 'id of the node or tenant, or any RFC 1123 label')
    .option('--san <name|ip>', 'DNS name or address of a server (repeatable)', collect, [])
    .option('--days <days>', 'how long it is valid', days, 365)
    .action(async (role: string, name: string, flags: DirectoryFlag & { san: string[]; days: number }) => {
      const files = await new PkiDirectory(flags.dir).issue(requireHolder(`${role}/${name}`), flags.san, flags.days);
      printLine(`${files.certificate}\n${files.key}`);
    });

  command('list', 'show what was issued')
    .addOption(outputOption())
    .action((flags: DirectoryFlag, self: Command) => {
      printRows(outputFormat(self), new PkiDirectory(flags.dir).list(), columns, json);
    });

  command('rotate', 'issue anew, with new keys and the same names')
    .argument('[holder...]', 'whose: node/host-1')
    .option('--within <days>', 'of those that expire within so many days', days)
    .option('--days <days>', 'how long the new ones are valid', days, 365)
    .action(async (named: string[], flags: DirectoryFlag & { within?: number; days: number }) => {
      if ((named.length === 0) === (flags.within === undefined)) {
        throw new UsageError('say whose certificates, or --within <days>');
      }
      const directory = new PkiDirectory(flags.dir);
      const holders = flags.within === undefined ? named.map(requireHolder) : expiring(directory, flags.within);
      for (const files of await directory.rotate(holders, flags.days)) printLine(files.certificate);
    });

  command('revoke', 'put certificates on the CRL')
    .argument('<serial|holder>', 'one certificate, or all of tenant/acme')
    .action(async (what: string, { dir }: DirectoryFlag) => {
      for (const { serial, holder } of await new PkiDirectory(dir).revoke(what)) {
        printLine(`${serial} ${holderText(holder)}`);
      }
    });

  command('crl', 'sign the CRL anew, and say where it is')
    .option('--days <days>', 'days until it should be signed again', days, crlDays)
    .action(async ({ dir, days }: DirectoryFlag & { days: number }) => {
      const directory = new PkiDirectory(dir);
      await directory.renewCrl(days);
      printLine(directory.crlFile);
    });
}

function expiring(directory: PkiDirectory, withinDays: number): Holder[] {
  const limit = Date.now() + withinDays * 24 * 3600 * 1000;
  return directory
    .list()
    .filter((c) => c.current && !c.revoked && c.notAfter.getTime() <= limit)
    .map((c) => c.holder);
}

function state(c: IssuedCertificate): string {
  if (c.revoked) return 'revoked';
  if (c.notAfter <= new Date()) return 'expired';
  return c.current ? 'current' : 'superseded';
}

function json(c: IssuedCertificate): Json {
  return {
    holder: holderText(c.holder),
    serial: c.serial,
    state: state(c),
    notAfter: c.notAfter.toISOString(),
    names: [...c.sans],
    revoked: c.revoked?.toISOString() ?? null,
  };
}

function requireHolder(text: string): Holder {
  const holder = parseHolder(text);
  if (!holder)
    throw new UsageError(`${JSON.stringify(text)} is not <role>/<name> with a role of ${pkiRoles.join(', ')}`);
  return holder;
}

function days(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < 1 || n > 36_500) throw new InvalidArgumentError('is not a number in 1..36500');
  return n;
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
