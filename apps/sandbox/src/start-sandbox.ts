import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { hostGuard, listenAt } from '#observability';
import { SandboxModule } from './app.module.js';
import { SandboxSettings } from './sandbox-settings.js';
import { EventSigner } from './sendgrid/event-signer.js';
import { SmtpSink } from './smtp/smtp-sink.js';

/** A sandbox that listens. */
export interface RunningSandbox {
  /** For TWILIO_BASE_URL and those of the other providers. */
  url: string;
  /** For SENDGRID_WEBHOOK_PUBLIC_KEY. */
  publicKey: string;
  /** For SMTP_URL. */
  smtpUrl: string;
  /** Cuts every open connection and drops callbacks that are still to come. */
  close(): Promise<void>;
}

/** Twilio's forms are small; SendGrid takes mails of up to 30 MB. */
const MAX_FORM_SIZE = '1mb';
const MAX_MAIL_SIZE = '30mb';

/**
 * Starts a sandbox on `sandboxPort`; 0 picks a free one. Several may run in one process.
 * @param logger left out, Nest's current logger stays in place.
 * @throws Error when the port is taken.
 */
export async function startSandbox(
  settings: SandboxSettings,
  logger?: LoggerService | false,
): Promise<RunningSandbox> {
  const app = await NestFactory.create<NestExpressApplication>(SandboxModule.forRoot(settings), {
    abortOnError: false,
    bodyParser: false,
    rawBody: true,
    forceCloseConnections: true,
    ...(logger !== undefined && { logger }),
  });
  app.disable('x-powered-by');
  app.disable('etag');
  const guard = hostGuard(settings);
  if (guard !== null) app.use(guard);
  app.useBodyParser('urlencoded', { extended: false, limit: MAX_FORM_SIZE, parameterLimit: 1_000 });
  app.useBodyParser('json', { limit: MAX_MAIL_SIZE });
  await listenAt(app, settings.sandboxPort, settings);
  const smtpUrl = await app.get(SmtpSink).listen();
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    smtpUrl,
    publicKey: app.get(EventSigner).publicKey,
    close: () => app.close(),
  };
}
