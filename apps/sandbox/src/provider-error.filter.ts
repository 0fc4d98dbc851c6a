import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Behaviour } from './behaviour/behaviour.js';
import { HttpProblem } from './http/http-problem.js';
import { SendgridError } from './sendgrid/sendgrid-error.js';
import { SesError } from './ses/ses-error.js';
import { TwilioError } from './twilio/twilio-errors.js';
import { VonageProblem } from './vonage/vonage-problem.js';
import { NoAnswer } from './answers/no-answer.js';
import { ProviderOutage } from './answers/provider-outage.js';

/** A caller that never hangs up does not hold its connection longer than this. */
const MAX_SILENCE_MS = 300_000;

/** Errors in the words of a provider. */
type ProviderProblem = TwilioError | SendgridError | SesError | VonageProblem | HttpProblem;

/** Says errors in the words of the provider whose path was called; unknown paths answer as Twilio. */
@Catch()
export class ProviderErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProviderErrorFilter.name);

  constructor(private readonly behaviour: Behaviour) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (error instanceof NoAnswer) {
      if (error.kind === 'cut') request.socket.destroy();
      else request.socket.setTimeout(MAX_SILENCE_MS, () => request.socket.destroy());
      return;
    }
    const answer = this.translate(error, request);
    if (isOfProvider(answer)) {
      await this.behaviour.beforeAnswer();
      response.set(answer.headers);
    }
    if (!response.headersSent) response.status(answer.getStatus()).json(answer.getResponse());
  }

  private translate(error: unknown, { path }: Request): HttpException {
    if (isOfProvider(error)) return error;
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500 && !(error instanceof ProviderOutage)) this.logger.error(error);
    if (path.startsWith('/v3/mail')) return SendgridError.of(status);
    if (/^\/v[13]\//.test(path)) return VonageProblem.ofStatus(status);
    if (path.startsWith('/v2/email/')) return SesError.ofStatus(status);
    if (path.startsWith('/http/')) return HttpProblem.ofStatus(status);
    if (status === 404) return TwilioError.notFound(path);
    if (status >= 500) return TwilioError.of(20500);
    if (path.startsWith('/2010-04-01/')) return new TwilioError(20001, 'Bad Request', status);
    return error as HttpException;
  }
}

function isOfProvider(error: unknown): error is ProviderProblem {
  return [TwilioError, SendgridError, SesError, VonageProblem, HttpProblem].some(
    (type) => error instanceof type,
  );
}
