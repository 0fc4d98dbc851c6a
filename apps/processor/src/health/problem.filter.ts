import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { sendProblem } from '#observability';
import type { Request, Response } from 'express';

/** Answers every error of the health port as the api does: as a problem, which says nothing of how it is made. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const status = statusOf(error);
    if (response.headersSent) response.destroy();
    else if (status === 404) sendProblem(response, 404, `There is nothing at ${request.path}.`);
    else if (status < 500) sendProblem(response, status, 'This request cannot be read.');
    else sendProblem(response, status, this.fault(error, request));
  }

  private fault(error: unknown, { requestId }: Request): string {
    this.logger.error({ msg: 'request failed', request_id: requestId, error });
    return `Something went wrong on our side. Quote request id ${requestId}.`;
  }
}

/** Nest's exceptions, and Express' errors, which carry a `status`. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
