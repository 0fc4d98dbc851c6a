import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Behaviour } from '../behaviour/behaviour.js';
import { CallbackQueue } from '../callbacks/callback-queue.js';
import { recordCallback, recordTry } from '../callbacks/callback-record.js';
import { UNTIL_TAKEN } from '../callbacks/retry-policy.js';
import type { WebhookRecord } from '../inbox/inbox-message.js';
import type { SendgridReport } from '../outcomes/outcome.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { EventSigner } from './event-signer.js';
import { sendgridEvent, type SendgridEvent } from './sendgrid-event.js';
import type { SendgridMessage } from './sendgrid-message.js';

interface Pending {
  event: SendgridEvent;
  record: WebhookRecord;
  firstTryEnded: () => void;
}

const GATHER_MS = 20;
const MAX_BATCH_SIZE = 500;

/** Posts events to the api in signed batches, as SendGrid gathers what happens at about the same time. */
@Injectable()
export class EventWebhook implements OnApplicationShutdown {
  private readonly url: string;
  private gathered: Pending[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    settings: SandboxSettings,
    private readonly signer: EventSigner,
    private readonly queue: CallbackQueue,
    private readonly behaviour: Behaviour,
  ) {
    this.url = `${settings.publicUrl.replace(/\/$/, '')}/api/v1/webhooks/sendgrid`;
  }

  /** Resolves when the batch with this event was tried once. */
  tell(message: SendgridMessage, report: SendgridReport, at: Date): Promise<void> {
    if (this.behaviour.losesCallback()) return Promise.resolve();
    const event = sendgridEvent(message, report, at);
    const record = recordCallback(message, report, this.url);
    return new Promise((firstTryEnded) => {
      this.gathered.push({ event, record, firstTryEnded });
      if (this.gathered.length >= MAX_BATCH_SIZE) this.post();
      else this.timer ??= setTimeout(() => this.post(), GATHER_MS);
    });
  }

  onApplicationShutdown(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private post(): void {
    const batch = this.gathered;
    this.gathered = [];
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;

    const body = JSON.stringify(batch.map(({ event }) => event));
    const copies = Array.from({ length: this.behaviour.current().callbackCopies }, () =>
      this.queue.deliver({
        url: this.url,
        retry: UNTIL_TAKEN,
        compose: () => ({ headers: this.headers(body), body }),
        tried: (result) => batch.forEach(({ record }) => recordTry(record, result)),
      }),
    );
    void Promise.all(copies).then(() => batch.forEach(({ firstTryEnded }) => firstTryEnded()));
  }

  private headers(body: string): Record<string, string> {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    return {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'SendGrid Event API',
      'X-Twilio-Email-Event-Webhook-Signature': this.signer.sign(timestamp, body),
      'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    };
  }
}
