import {
  BadRequestException,
  ForbiddenException,
  Injectable,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { ApiSettings } from '#config';
import { EventNotStoredError, StillSendingError, ProviderEventIntake } from '#messaging';
import {
  type DeliveryReport,
  isCompatible,
  type MailToUs,
  kindOfAccount,
  type MessageProvider,
  Providers,
  readCompatible,
  RetryableError,
  WebhookFormatError,
  type WebhookRequest,
} from '#providers';
import type { Request, Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { AuthFailureLimiter } from '../access/auth-failure-limiter.js';
import { BodyBudget } from '../http/bodies/body-budget.js';
import { WEBHOOK_LIMIT } from '../http/bodies/body-limits.js';

const RETRY_AFTER_SECONDS = 5;

/** Lets callbacks in: checks who sent them, reads them, and hands them over. */
@Injectable()
export class ProviderEventReceiver {
  constructor(
    private readonly settings: ApiSettings,
    private readonly providers: Providers,
    private readonly intake: ProviderEventIntake,
    private readonly authFailures: AuthFailureLimiter,
    private readonly budget: BodyBudget,
  ) {}

  /**
   * Takes what a provider called with, and answers whose it is; without a signature its body is not read. What comes to an account
   * may be signed by another of its kind, whose number is set up with that address: then it is that one's. @throws NotFoundException for one we do not
   * know or have no settings of, ForbiddenException without its signature, ProblemException 429 after many wrong ones, BadRequestException when it cannot be read, ServiceUnavailableException when it is to come again.
   */
  async take(name: string, request: Request, response: Response): Promise<MessageProvider> {
    const accounts = this.accountsAt(name);
    const provider = accounts[0] as MessageProvider;
    const { signatureHeader, bytes } = provider.webhookBounds ?? {};
    const unsigned = signatureHeader !== undefined && request.headers[signatureHeader] === undefined;
    if (unsigned && !this.isAuthenticated(request.headers)) throw notSigned();
    const callback = await this.callbackOf(request, bytes);
    // What cannot be checked counts as wrong: whoever names what nobody answers for has us ask for it each time.
    const signer = await orAgain(signerOf(accounts, callback), (refusal) =>
      this.authFailures.failed(request, refusal),
    );
    if (!signer && !this.isAuthenticated(request.headers, signatureHeader))
      throw this.authFailures.failed(request, notSigned());
    const owner = signer ?? provider;
    if (signer?.confirmWebhook) await orAgain(signer.confirmWebhook(callback));
    await this.hand(owner.name, response, () => reportsOf(owner, callback, signer !== undefined));
    return owner;
  }

  /** Takes a message in the shape of the service before this one, which nobody signs. */
  async takeCompatible(channel: 'sms' | 'email', request: Request, response: Response): Promise<void> {
    if (!this.isAuthenticated(request.headers))
      throw new ForbiddenException('Unsigned callbacks are not accepted here.');
    const callback = await this.callbackOf(request);
    const name = this.providers.nameFor(channel);
    await this.hand(name, response, () => readCompatible(callback.rawBody, channel));
  }

  /** Hands over what `read` reads, all or nothing. */
  hand(name: string, response: Response, read: () => DeliveryReport[]): Promise<void> {
    return this.answering(response, () => this.intake.take(name, read()));
  }

  /**
   * Hands over a mail, its reports one after the other: each may be large. What was taken before one fails is known when it comes
   * again. What it tells of mails of ours goes to the provider that they went by; else it is `name`'s.
   */
  takeMail(
    name: string,
    response: Response,
    read: (returned: (mail: MailToUs) => DeliveryReport[] | null) => Promise<DeliveryReport[]>,
  ): Promise<void> {
    let carrier = name;
    const returned = (mail: MailToUs): DeliveryReport[] | null => {
      const told = this.providers.all.map((each) => ({
        by: each.name,
        reports: each.returned?.(mail) ?? null,
      }));
      // A report that one account does not believe may be another's.
      const found =
        told.find(({ reports }) => reports?.length) ?? told.find(({ reports }) => reports !== null);
      carrier = found?.by ?? name;
      return found?.reports ?? null;
    };
    return this.answering(response, async () => {
      for (const report of await read(returned)) await this.intake.take(carrier, [report]);
    });
  }

  private async answering(response: Response, take: () => Promise<void>): Promise<void> {
    try {
      await take();
    } catch (error) {
      if (error instanceof WebhookFormatError) throw new BadRequestException(error.message);
      if (!(error instanceof EventNotStoredError || error instanceof StillSendingError)) throw error;
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      throw new ServiceUnavailableException('The event cannot be stored now; send it again.', {
        cause: error,
      });
    }
  }

  /** @throws NotFoundException for a name that is not registered. */
  provider(name: string): MessageProvider {
    const provider = this.providers.byName(name);
    if (!provider) throw new NotFoundException(`There is no provider ${name.slice(0, 100)}.`);
    return provider;
  }

  /** The account of this name, then the others of its kind where it is the kind's own; those without settings left out. */
  private accountsAt(name: string): MessageProvider[] {
    const asked = this.provider(name);
    const others = this.providers.all.filter(
      (other) => other !== asked && kindOfAccount(other.name) === asked.name,
    );
    const usable = [asked, ...others].filter(({ lack }) => lack === undefined);
    // Nobody could tell whether its signature is right.
    if (usable.length === 0) throw new NotFoundException(`${name} is not configured here.`);
    return usable;
  }

  /** Only what has no signature at all: a wrong one is never a local trial. */
  private isAuthenticated(headers: IncomingHttpHeaders, signatureHeader?: string): boolean {
    const isSignature = (name: string) => name === signatureHeader || name.endsWith('-signature');
    return this.settings.webhookAllowUnsigned && !Object.keys(headers).some(isSignature);
  }

  private async callbackOf(request: Request, limit = WEBHOOK_LIMIT): Promise<WebhookRequest> {
    const headers = Object.entries(request.headers).map(([key, value]) => [key, String(value)]);
    const rawBody = await this.budget.read(request, limit);
    return {
      // As the provider called it, whatever proxies made of it on the way.
      url: this.settings.publicUrl.replace(/\/+$/, '') + request.originalUrl,
      headers: Object.fromEntries(headers) as Record<string, string>,
      rawBody,
    };
  }
}

/** Whose callback it is: the first account that says so. */
async function signerOf(
  accounts: MessageProvider[],
  callback: WebhookRequest,
): Promise<MessageProvider | undefined> {
  for (const account of accounts) if (await account.verifyWebhook(callback)) return account;
  return undefined;
}

/** What a provider needs of its own side to take a callback; without it the callback is to come again. */
async function orAgain<Result>(
  call: Promise<Result>,
  refusalOf: (refusal: Error) => Error = (refusal) => refusal,
): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    const detail = 'The callback cannot be checked now; send it again.';
    throw refusalOf(new ServiceUnavailableException(detail, { cause: error }));
  }
}

function notSigned(): ForbiddenException {
  return new ForbiddenException('The signature is missing or wrong.');
}

function reportsOf(provider: MessageProvider, callback: WebhookRequest, signed: boolean): DeliveryReport[] {
  const { rawBody } = callback;
  if (signed || !isCompatible(rawBody)) return provider.parseWebhook(callback);
  return readCompatible(rawBody, provider.channels.includes('email') ? 'email' : 'sms');
}
