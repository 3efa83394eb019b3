/**
 * The one error class of weft. `code` is stable and documented here; it travels as google.rpc.ErrorInfo.reason. The gRPC status
 * that each code maps to is in `grpcStatusOf`; mapping happens at the edge only (status.ts).
 */

/** Canonical gRPC codes that weft answers with (numbers of google.rpc.Code). */
export const GrpcCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

/** Stable codes, and the gRPC status of each. Append only. */
export const errorCodes = {
  /** A field of the request is malformed; `fields` names it. */
  INVALID_FIELD: GrpcCode.INVALID_ARGUMENT,
  /** A required field is absent. */
  REQUIRED_FIELD: GrpcCode.INVALID_ARGUMENT,
  /** An immutable or output-only field in an update mask. */
  IMMUTABLE_FIELD: GrpcCode.INVALID_ARGUMENT,
  /** A number beyond its range. */
  FIELD_OUT_OF_RANGE: GrpcCode.OUT_OF_RANGE,
  /** A page token that this server did not make, or made for other arguments. */
  BAD_PAGE_TOKEN: GrpcCode.INVALID_ARGUMENT,
  /** The resource does not exist. */
  NOT_FOUND: GrpcCode.NOT_FOUND,
  /** A resource that the request refers to does not exist; `fields` names the reference. */
  REFERENCE_NOT_FOUND: GrpcCode.NOT_FOUND,
  /** The id is taken. */
  ALREADY_EXISTS: GrpcCode.ALREADY_EXISTS,
  /** The caller used the request_id within 24 hours for another request. */
  REQUEST_ID_REUSED: GrpcCode.ALREADY_EXISTS,
  /** Another resource has this MAC in the network, this address, this VNI, this VTEP. */
  DUPLICATE_VALUE: GrpcCode.ALREADY_EXISTS,
  /** The prefix overlaps another subnet of the network. */
  SUBNET_OVERLAP: GrpcCode.FAILED_PRECONDITION,
  /** Something uses it; `preconditions` says what. */
  IN_USE: GrpcCode.FAILED_PRECONDITION,
  /** The address pools have no free address. */
  POOL_EXHAUSTED: GrpcCode.RESOURCE_EXHAUSTED,
  /** No free number (VNI, datapath id). */
  NUMBERS_EXHAUSTED: GrpcCode.RESOURCE_EXHAUSTED,
  /** A stated limit is reached. */
  LIMIT_REACHED: GrpcCode.RESOURCE_EXHAUSTED,
  /** The tenant has as many resources of the kind as it may have. */
  QUOTA_EXCEEDED: GrpcCode.RESOURCE_EXHAUSTED,
  /** The resume token is of another epoch, or older than the change log. */
  COMPACTED: GrpcCode.OUT_OF_RANGE,
  /** The write is stored, but not every node that needs it has applied it in time; `preconditions` names them. */
  NOT_PROGRAMMED: GrpcCode.DEADLINE_EXCEEDED,
  /** The client calls more often than it may; `retryAfterMs` says when to call again. */
  RATE_LIMITED: GrpcCode.RESOURCE_EXHAUSTED,
  /** The etag is not the stored one. */
  ETAG_MISMATCH: GrpcCode.ABORTED,
  /** The generation is older than the current one. */
  STALE_GENERATION: GrpcCode.ABORTED,
  /** A newer stream of the same node replaced this one. */
  STREAM_REPLACED: GrpcCode.ABORTED,
  /** The agent's state belongs to another cluster. */
  CLUSTER_MISMATCH: GrpcCode.FAILED_PRECONDITION,
  /** No common protocol version. */
  PROTOCOL_UNSUPPORTED: GrpcCode.FAILED_PRECONDITION,
  /** The node's underlay has a smaller MTU than the cluster's. */
  UNDERLAY_MTU_TOO_SMALL: GrpcCode.FAILED_PRECONDITION,
  /** The peer broke a rule of the protocol. */
  PROTOCOL_VIOLATION: GrpcCode.INVALID_ARGUMENT,
  /** No certificate, or one without a weft identity. */
  UNAUTHENTICATED: GrpcCode.UNAUTHENTICATED,
  /** The identity may not do this. */
  PERMISSION_DENIED: GrpcCode.PERMISSION_DENIED,
  /** This version does not do that yet. */
  UNIMPLEMENTED: GrpcCode.UNIMPLEMENTED,
  /** The store is not answering writes (disk full, I/O error). */
  STORE_UNAVAILABLE: GrpcCode.UNAVAILABLE,
  /** The store was written by a newer version, or is damaged. */
  STORE_INCOMPATIBLE: GrpcCode.FAILED_PRECONDITION,
  /** The port has another interface, or the interface another port. */
  PLUGGED_ELSEWHERE: GrpcCode.ALREADY_EXISTS,
  /** No such interface in the agent's network namespace. */
  INTERFACE_NOT_FOUND: GrpcCode.NOT_FOUND,
  /** The kernel lacks a feature; the message names the minimum version. */
  KERNEL_UNSUPPORTED: GrpcCode.FAILED_PRECONDITION,
  /** The port is bound to no node. */
  PORT_NOT_BOUND: GrpcCode.FAILED_PRECONDITION,
  /** The port has a pending or a departing binding; `preconditions` names it. */
  MOVE_IN_PROGRESS: GrpcCode.FAILED_PRECONDITION,
  /** The port has no binding that the call could be about: it is not being moved. */
  NO_MOVE_IN_PROGRESS: GrpcCode.FAILED_PRECONDITION,
  /** A defect of weft. */
  INTERNAL: GrpcCode.INTERNAL,
} as const;
export type ErrorCode = keyof typeof errorCodes;

/** A violation of one request field: path as in the proto (`port.addresses[1].address`). */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** What stands in the way of a FAILED_PRECONDITION: kind of obstacle, which resource, why. */
export interface PreconditionViolation {
  readonly type: string;
  readonly subject: string;
  readonly description: string;
}

export interface ErrorDetails {
  readonly fields?: readonly FieldViolation[];
  readonly preconditions?: readonly PreconditionViolation[];
  /** Kind and id of the resource that NOT_FOUND and ALREADY_EXISTS are about. */
  readonly resource?: { readonly type: string; readonly name: string };
  /** What is exhausted (RESOURCE_EXHAUSTED), and its limit. */
  readonly quota?: { readonly subject: string; readonly description: string };
  /** When the same call may succeed, in milliseconds from now (google.rpc.RetryInfo). */
  readonly retryAfterMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Every error that weft tells anybody. The message names the object, the value and the limit. */
export class WeftError extends Error {
  override readonly name = 'WeftError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get grpcCode(): GrpcCode {
    return errorCodes[this.code];
  }
}

/** An INVALID_FIELD error of one field. `description` says what is wrong with the value and what would be right. */
export function invalidField(field: string, description: string): WeftError {
  return new WeftError('INVALID_FIELD', `${field}: ${description}`, { fields: [{ field, description }] });
}

/** A REQUIRED_FIELD error. */
export function requiredField(field: string): WeftError {
  const description = 'is required';
  return new WeftError('REQUIRED_FIELD', `${field} ${description}`, { fields: [{ field, description }] });
}

/** A FIELD_OUT_OF_RANGE error; both limits inclusive. */
export function outOfRange(field: string, value: number, min: number, max: number): WeftError {
  const description = `${value} is not in ${min}..${max}`;
  return new WeftError('FIELD_OUT_OF_RANGE', `${field}: ${description}`, { fields: [{ field, description }] });
}

/** A NOT_FOUND error of a resource, e.g. notFound('port', 'web-1'). */
export function notFound(type: string, id: string): WeftError {
  return new WeftError('NOT_FOUND', `${type} ${JSON.stringify(id)} does not exist`, { resource: { type, name: id } });
}
