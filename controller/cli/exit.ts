import { GrpcCode, WeftError } from '../../proto/src/errors.js';

/** Exit codes of `weft`; `weft --help` lists them. */
export const ExitCode = {
  OK: 0,
  /** The call was answered with an error, or what was waited for did not happen. */
  FAILED: 1,
  /** Wrong arguments, or settings that can't be used; nothing was sent. */
  USAGE: 2,
  /** The controller, the agent's socket or nats-server could not be reached in time. */
  UNREACHABLE: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Wrong arguments or settings: exit code USAGE. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that is not a call on the controller could not be reached, or never happened. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * True for an error that a server never saw: the transport failed or the deadline passed. Errors that a weft server answers have
 * google.rpc details (`metadata` is set by decoding them).
 */
function isTransportError(error: WeftError): boolean {
  if (error.details.metadata !== undefined) return false;
  return error.grpcCode === GrpcCode.UNAVAILABLE || error.message.startsWith('Deadline exceeded');
}

/** What to write to stderr about an error, and the exit code. A field that was refused before any call is wrong usage. */
export function describeFailure(error: unknown): { lines: string[]; exitCode: ExitCode } {
  if (error instanceof UsageError) return { lines: [`weft: ${error.message}`], exitCode: ExitCode.USAGE };
  if (error instanceof CommandFailure) return { lines: [`weft: ${error.message}`], exitCode: error.exitCode };
  if (!(error instanceof WeftError)) {
    return { lines: [`weft: ${error instanceof Error ? error.message : String(error)}`], exitCode: ExitCode.FAILED };
  }
  if (isTransportError(error)) {
    return {
      lines: [`weft: cannot reach the server: ${error.message.replace(/ Resolution note: $/, '')}`],
      exitCode: ExitCode.UNREACHABLE,
    };
  }
  const isLocal = error.details.metadata === undefined && error.details.fields !== undefined;
  const { fields = [], preconditions = [], quota } = error.details;
  return {
    lines: [
      `weft: ${error.code}: ${error.message}`,
      ...fields
        .filter((f) => !error.message.includes(f.field) || !error.message.includes(f.description))
        .map((f) => `  field ${f.field}: ${f.description}`),
      ...preconditions.map((p) => `  ${p.type} ${p.subject}: ${p.description}`),
      ...(quota ? [`  limit ${quota.subject}: ${quota.description}`] : []),
    ],
    exitCode: isLocal ? ExitCode.USAGE : ExitCode.FAILED,
  };
}
