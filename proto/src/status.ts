import { google } from '../gen/codecs.js';
import { type ErrorCode, type ErrorDetails, errorCodes, GrpcCode, WeftError } from './errors.js';

/**
 * WeftError <-> google.rpc.Status, which travels in the trailer `grpc-status-details-bin`.
 * Source: google/rpc/error_details.proto, AIP-193.
 */

/** ErrorInfo.domain of all errors of weft. */
export const errorDomain = 'weft';

/** Name of the trailer that carries a serialised google.rpc.Status. */
export const statusDetailsKey = 'grpc-status-details-bin';

const rpc = google.rpc;
const typePrefix = 'type.googleapis.com/google.rpc.';

/** The google.rpc.Status of an error. */
export function encodeStatus(error: WeftError): Buffer {
  const { details } = error;
  const any: { type_url: string; value: Uint8Array }[] = [];
  const add = (name: string, value: Uint8Array) => any.push({ type_url: typePrefix + name, value });
  add(
    'ErrorInfo',
    rpc.ErrorInfo.encode({ reason: error.code, domain: errorDomain, metadata: { ...details.metadata } }).finish(),
  );
  if (details.fields?.length) {
    add('BadRequest', rpc.BadRequest.encode({ fieldViolations: details.fields.map((f) => ({ ...f })) }).finish());
  }
  if (details.preconditions?.length) {
    add(
      'PreconditionFailure',
      rpc.PreconditionFailure.encode({ violations: details.preconditions.map((p) => ({ ...p })) }).finish(),
    );
  }
  if (details.resource) {
    const { type, name } = details.resource;
    add(
      'ResourceInfo',
      rpc.ResourceInfo.encode({ resourceType: type, resourceName: name, description: error.message }).finish(),
    );
  }
  if (details.quota) {
    add('QuotaFailure', rpc.QuotaFailure.encode({ violations: [{ ...details.quota }] }).finish());
  }
  if (details.retryAfterMs !== undefined) {
    const seconds = Math.floor(details.retryAfterMs / 1000);
    const nanos = Math.round((details.retryAfterMs - seconds * 1000) * 1_000_000);
    add('RetryInfo', rpc.RetryInfo.encode({ retryDelay: { seconds, nanos } }).finish());
  }
  return rpc.Status.encode({ code: error.grpcCode, message: error.message, details: any }).finish() as Buffer;
}

/**
 * The WeftError of a failed call: from its details where it has them, otherwise from the bare gRPC code and message.
 * Never throws: details that can't be read are ignored.
 */
export function decodeStatus(code: number, message: string, detailsBin: Uint8Array | undefined): WeftError {
  try {
    if (detailsBin) {
      const status = rpc.Status.decode(detailsBin);
      let reason: string | undefined;
      const details: { -readonly [K in keyof ErrorDetails]: ErrorDetails[K] } = {};
      for (const any of status.details ?? []) {
        const value = any.value ?? new Uint8Array();
        switch (any.type_url?.slice(typePrefix.length)) {
          case 'ErrorInfo': {
            const info = rpc.ErrorInfo.decode(value);
            reason = info.reason;
            details.metadata = info.metadata ?? {};
            break;
          }
          case 'BadRequest':
            details.fields = (rpc.BadRequest.decode(value).fieldViolations ?? []).map((f) => ({
              field: f.field ?? '',
              description: f.description ?? '',
            }));
            break;
          case 'PreconditionFailure':
            details.preconditions = (rpc.PreconditionFailure.decode(value).violations ?? []).map((p) => ({
              type: p.type ?? '',
              subject: p.subject ?? '',
              description: p.description ?? '',
            }));
            break;
          case 'ResourceInfo': {
            const info = rpc.ResourceInfo.decode(value);
            details.resource = { type: info.resourceType, name: info.resourceName };
            break;
          }
          case 'RetryInfo': {
            const { seconds, nanos } = rpc.RetryInfo.decode(value).retryDelay ?? {};
            details.retryAfterMs = Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1_000_000;
            break;
          }
          case 'QuotaFailure': {
            const [first] = rpc.QuotaFailure.decode(value).violations ?? [];
            if (first) details.quota = { subject: first.subject ?? '', description: first.description ?? '' };
            break;
          }
        }
      }
      if (reason && Object.hasOwn(errorCodes, reason)) return new WeftError(reason as ErrorCode, message, details);
    }
  } catch {
    // Fall through: the bare code still says what happened.
  }
  return new WeftError(bareCode(code), message);
}

/** The code that stands for a gRPC status which did not come from weft's own code (transport, deadline, a proxy). */
function bareCode(code: number): ErrorCode {
  switch (code) {
    case GrpcCode.NOT_FOUND:
      return 'NOT_FOUND';
    case GrpcCode.ALREADY_EXISTS:
      return 'ALREADY_EXISTS';
    case GrpcCode.INVALID_ARGUMENT:
      return 'INVALID_FIELD';
    case GrpcCode.PERMISSION_DENIED:
      return 'PERMISSION_DENIED';
    case GrpcCode.UNAUTHENTICATED:
      return 'UNAUTHENTICATED';
    case GrpcCode.RESOURCE_EXHAUSTED:
      return 'LIMIT_REACHED';
    case GrpcCode.UNIMPLEMENTED:
      return 'UNIMPLEMENTED';
    case GrpcCode.UNAVAILABLE:
      return 'STORE_UNAVAILABLE';
    default:
      return 'INTERNAL';
  }
}
