import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpCallbacks } from '../http/http-callbacks.js';
import { arrival } from '../inbox/inbox-message.js';
import { Inbox } from '../inbox/inbox.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { VonageCallbacks } from '../vonage/vonage-callbacks.js';
import type { InboundCarrier } from './inbound-carrier.js';
import type { InboundDto } from './inbound.dto.js';
import { TwilioInbound } from './twilio-inbound.js';

/** How a text was taken. */
export interface InboundResult {
  /** The provider's id of it, whoever that is. */
  message_sid: string;
  /** Null: no answer. */
  http_status: number | null;
  error: string | null;
  /** When the answer was there. */
  answered_at: string;
}

/** Texts that people write to the account's numbers. */
@Injectable()
export class InboundTexts {
  private readonly carriers: ReadonlyMap<string, InboundCarrier>;

  constructor(
    private readonly settings: SandboxSettings,
    private readonly inbox: Inbox,
    /** Of all others. */
    private readonly twilio: TwilioInbound,
    private readonly vonage: VonageCallbacks,
    private readonly http: HttpCallbacks,
  ) {
    this.carriers = new Map<string, InboundCarrier>([
      ['vonage', { write: (text, origin) => this.overVonage(text, `${origin}/v3/media`) }],
      ['http', { write: (text, origin) => this.overHttp(text, `${origin}/http/files`) }],
    ]);
  }

  /** Posts a text to the api, as often as callbacks are; answers how the first try ended. */
  async write(text: InboundDto, origin: string): Promise<InboundResult> {
    const name = text.provider ?? this.settings.smsProvider.trim().toLowerCase();
    const carrier = this.carriers.get(name) ?? this.twilio;
    const { id, result } = await carrier.write(text, origin);
    const { httpStatus, error } = result;
    return { message_sid: id, http_status: httpStatus, error, answered_at: new Date().toISOString() };
  }

  private async overVonage(text: InboundDto, media: string) {
    const message = arrival({
      ...{ provider: 'vonage' as const, ...written(text, media), id: randomUUID() },
      ...{ errorCode: null, clientRef: null, statusUrl: null },
    });
    this.inbox.add(message);
    const result = await this.vonage.received(message, this.settings.inboundUrl('vonage'));
    return { id: message.id, result };
  }

  private async overHttp(text: InboundDto, files: string) {
    const message = arrival({
      ...{ provider: 'http' as const, ...written(text, files), id: `http-${randomUUID()}` },
      ...{ errorCode: null, callbackUrl: null },
    });
    this.inbox.add(message);
    const result = await this.http.received(message, this.settings.inboundUrl('http'));
    return { id: message.id, result };
  }
}

/** The parts that are the same for all; `files`: where its pictures can be had. */
function written({ from, to, body = '', num_media = 0 }: InboundDto, files: string) {
  const attachments = Array.from({ length: num_media }, () => `${files}/${randomUUID()}`);
  const channel = num_media > 0 ? ('mms' as const) : ('sms' as const);
  return { direction: 'inbound' as const, channel, from, to, body, attachments, status: 'received' };
}
