import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { describeOutage, isDatabaseUnavailable, isLasting } from '#entities';
import { QueueUnavailableError } from '#queue';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { allowedMethods } from './allowed-methods.js';
import { InvalidFields } from './field-error.js';
import { Refusal } from './problem-exception.js';

/** A response in the shape of RFC 9457, `application/problem+json`. */
interface Problem {
  status: number;
  detail: string;
  headers?: Record<string, string>;
  extra?: Record<string, unknown>;
}

const RETRY_AFTER_SECONDS = 2;
/** Of many requests that fail by one fault, one in this time is told of; all at `debug`. */
const SAY_AGAIN_MS = 60_000;

/** Answers every error as problem+json. A fault of ours shows a request id, whose cause is in the log, and no more. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');
  private redisToldAt = -Infinity;

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, detail, headers, extra } = this.problemOf(error, http.getRequest<Request>());
    response
      .status(status)
      .set(headers ?? {})
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, ...extra }));
  }

  private problemOf(error: unknown, request: Request): Problem {
    const status = statusOf(error);
    if (status === 404 && !request.route) return unknownRoute(request);
    if (error instanceof InvalidFields && status === 404)
      return { status, detail: error.message, extra: { errors: error.errors } };
    if (error instanceof InvalidFields) {
      const allow = allowedMethods(request);
      if (!taken(allow, request.method)) return methodNotAllowed(request, allow);
      return { status: 422, detail: error.message, extra: { errors: error.errors } };
    }
    if (error instanceof Refusal) {
      return { status: error.getStatus(), detail: error.message, headers: error.headers, extra: error.extra };
    }
    if (isDatabaseUnavailable(error)) return this.unavailable(error as Error, request);
    if (error instanceof QueueUnavailableError) return this.queuesAway(error, request);
    if (status === 400 && !isReadable(request.path)) return unreadablePath();
    if (status !== null && status < 500) return { status, detail: (error as Error).message };
    if (error instanceof HttpException) return { status: error.getStatus(), detail: error.message };
    return this.fault(error, request);
  }

  /** A fault that lasts is told of by the database's own lines; one request that lost against others, here. */
  private unavailable(error: Error, { requestId }: Request): Problem {
    const line = {
      msg: `${describeOutage(error)}; answered 503`,
      error: error.message,
      request_id: requestId,
    };
    if (isLasting(error)) this.logger.debug(line);
    else this.logger.warn(line);
    const detail = 'The message store cannot be reached. Nothing was accepted; try again.';
    return { status: 503, detail, headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } };
  }

  private queuesAway(error: Error, { requestId }: Request): Problem {
    const line = { msg: 'Redis is away; answered 503', error: error.message, request_id: requestId };
    const isDue = performance.now() - this.redisToldAt >= SAY_AGAIN_MS;
    if (isDue) this.redisToldAt = performance.now();
    if (isDue) this.logger.warn(line);
    else this.logger.debug(line);
    const detail = 'The queues cannot be reached. Nothing was changed; try again.';
    return { status: 503, detail, headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } };
  }

  private fault(error: unknown, { requestId }: Request): Problem {
    this.logger.error({ msg: 'request failed', request_id: requestId, error });
    const detail = `Something went wrong on our side. Quote request id ${requestId}.`;
    return { status: 500, detail, extra: { request_id: requestId } };
  }
}

/** Nest's exceptions, and the errors of Express, which carry a `status`. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { status?: unknown } | null)?.status;
  return error instanceof Error && typeof status === 'number' && status >= 400 && status < 600
    ? status
    : null;
}

function unknownRoute(request: Request): Problem {
  const allow = allowedMethods(request);
  if (allow.length > 0) return methodNotAllowed(request, allow);
  const detail = `There is nothing at ${request.path}.`;
  return { status: 404, detail, extra: { errors: [{ field: 'path', reason: detail }] } };
}

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Express could not decode a part of it. */
function unreadablePath(): Problem {
  const reason = 'is not UTF-8 in percent-encoding';
  return { status: 400, detail: `path ${reason}`, extra: { errors: [{ field: 'path', reason }] } };
}

function methodNotAllowed(request: Request, allowed: string[]): Problem {
  const allow = allowed.join(', ');
  const detail = `${request.method} is not allowed here; allowed: ${allow}.`;
  const extra = { errors: [{ field: 'method', reason: detail }] };
  return { status: 405, detail, headers: { Allow: allow }, extra };
}

function taken(allowed: string[], method: string): boolean {
  return allowed.includes(method === 'HEAD' ? 'GET' : method);
}
