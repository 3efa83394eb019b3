import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { flowSubject } from '../../proto/src/subjects.js';
import { CommandFailure, ExitCode, UsageError } from './exit.js';
import { flowColumns, flowJson, flowWidths } from './flow-format.js';
import { parseUint32 } from './network.js';
import { outputFormat, outputOption, printLine } from './output.js';
import { interrupted } from './session.js';
import { readSettings, type Settings } from './settings.js';
import { RowStream } from './table.js';

interface FlowFlags {
  follow?: true;
  denied?: true;
  for: string;
  count?: number;
  tenant?: string;
  network?: string;
  node?: string;
}

/** `weft flows`: the flow records that nodes publish on NATS. */
export function addFlowsCommand(program: Command): void {
  program
    .command('flows')
    .description('print flow records as they arrive from nats-server (they are not kept anywhere)')
    .option('-f, --follow', 'until Ctrl-C')
    .option('--for <seconds>', 'how long to listen without --follow', '5')
    .option('--count <n>', 'stop after this many records', parseUint32)
    .option('--denied', 'only packets that security groups or connection tracking denied')
    .option('--tenant <id>', 'only of this tenant')
    .option('--network <id>', 'only of this network')
    .option('--node <id>', 'only from this node')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nExamples:\n  weft flows --follow --tenant acme\n  weft flows -f --denied\n  weft flows -f -o json | jq .dropReason',
    )
    .action(async (flags: FlowFlags, self: Command) => {
      const seconds = Number(flags.for);
      if (!(seconds > 0)) throw new UsageError('--for: a number of seconds above 0');
      const stop = flags.follow ? interrupted() : AbortSignal.any([interrupted(), AbortSignal.timeout(seconds * 1000)]);
      const nats = await connectNats(readSettings(self.optsWithGlobals()));
      try {
        await printFlows(nats, flags, outputFormat(self) === 'json', stop);
      } finally {
        await nats.close();
      }
    });
}

async function connectNats(settings: Settings): Promise<NatsConnection> {
  const { natsUrl, tlsCa, tlsCert, tlsKey } = settings;
  if (!natsUrl) throw new UsageError('no nats-server: give --nats-url tls://host:port, or set WEFT_NATS_URL');
  const tls = tlsCa && tlsCert && tlsKey ? { tls: { caFile: tlsCa, certFile: tlsCert, keyFile: tlsKey } } : {};
  try {
    return await connect({
      servers: natsUrl,
      name: 'weft-cli',
      timeout: settings.timeoutMs,
      maxReconnectAttempts: -1,
      ...tls,
    });
  } catch (error) {
    throw new CommandFailure(
      ExitCode.UNREACHABLE,
      `cannot reach nats-server at ${natsUrl}: ${(error as Error).message}`,
    );
  }
}

async function printFlows(nats: NatsConnection, flags: FlowFlags, json: boolean, stop: AbortSignal): Promise<void> {
  const subject = flowSubject(flags.tenant || '*', flags.network || '*', flags.node || '*');
  const subscription = nats.subscribe(subject);
  stop.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  await nats.flush();
  process.stderr.write(`listening on ${subject}\n`);
  const rows = new RowStream(flowColumns, flowWidths);
  if (!json) printLine(rows.heading());
  const losses = new LossReport(!flags.tenant && !flags.network);
  let left = flags.count ?? Number.POSITIVE_INFINITY;
  for await (const message of subscription) {
    const batch = weft.v1.FlowBatch.decode(message.data);
    losses.see(batch);
    for (const record of batch.records) {
      if (flags.denied && record.kind !== weft.v1.FlowKind.DENIED) continue;
      if (left-- <= 0) break;
      printLine(json ? JSON.stringify(flowJson({ batch, record })) : rows.row({ batch, record }));
    }
    if (left <= 0) return;
  }
}

/**
 * Says on stderr when records were lost: on the node (its own counts), or on the way (gaps in the numbers of its batches, which show only where all
 * batches of a node are heard).
 */
class LossReport {
  private readonly seen = new Map<string, { sequence: number; lost: number }>();

  constructor(private readonly hearsAll: boolean) {}

  see(batch: weft.v1.FlowBatch): void {
    const { tableFull = 0, ringFull = 0, publishDropped = 0 } = batch.losses ?? {};
    const lost = (tableFull ?? 0) + (ringFull ?? 0) + (publishDropped ?? 0);
    const key = `${batch.nodeId} ${batch.agentInstance}`;
    const before = this.seen.get(key);
    this.seen.set(key, { sequence: batch.sequence, lost });
    if (lost > (before?.lost ?? 0)) {
      process.stderr.write(
        `${batch.nodeId}: not recorded since its agent started: ${tableFull} packets (flow table full), ` +
          `${ringFull} records (ring full), ${publishDropped} records (nats-server slow or away)\n`,
      );
    }
    const missed = before === undefined ? 0 : batch.sequence - before.sequence - 1;
    if (this.hearsAll && missed > 0) process.stderr.write(`${batch.nodeId}: ${missed} batches were lost on the way\n`);
  }
}
