import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CallbackResult } from '../callbacks/callback-queue.js';
import { CallbackSender } from '../callbacks/callback-sender.js';
import { twilioRetries } from '../callbacks/retry-policy.js';
import { arrival } from '../inbox/inbox-message.js';
import { Inbox } from '../inbox/inbox.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { API_VERSION } from '../twilio/message-resource.js';
import { signedForm } from '../twilio/signed-form.js';
import type { InboundCarrier } from './inbound-carrier.js';
import type { InboundDto } from './inbound.dto.js';

/** A text to one of the account's numbers at Twilio. */
@Injectable()
export class TwilioInbound implements InboundCarrier {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly inbox: Inbox,
    private readonly sender: CallbackSender,
  ) {}

  async write(text: InboundDto, origin: string): Promise<{ id: string; result: CallbackResult }> {
    const address = this.settings.inboundUrl('twilio');
    const url = address.replace(/#.*$/, '');
    const id = `${text.num_media ? 'MM' : 'SM'}${randomUUID().replaceAll('-', '')}`;
    const params = inboundParams(this.settings.twilioAccountSid, id, text, origin);
    const { headers, body } = signedForm(this.settings.twilioAuthToken, url, params);
    const attachments = Object.keys(params).flatMap((name) =>
      /^MediaUrl/.test(name) ? [params[name] ?? ''] : [],
    );
    const message = arrival({
      ...{
        provider: 'twilio',
        direction: 'inbound',
        id,
        from: text.from,
        to: text.to,
        body: text.body ?? '',
      },
      ...{ channel: attachments.length > 0 ? 'mms' : 'sms', attachments, status: 'received' },
    });
    this.inbox.add(message);
    const callback = { status: 'received', url, body, retry: twilioRetries(address), headers: () => headers };
    return { id, result: await this.sender.tell(message, callback) };
  }
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
function inboundParams(
  accountSid: string,
  sid: string,
  { from, to, body = '', num_media = 0, opt_out_type }: InboundDto,
  origin: string,
): Record<string, string> {
  const files = `${origin}/${API_VERSION}/Accounts/${accountSid}/Messages/${sid}/Media`;
  const media = Array.from({ length: num_media }, (_, index) => [
    [`MediaUrl${index}`, `${files}/ME${randomUUID().replaceAll('-', '')}`],
    [`MediaContentType${index}`, 'image/png'],
  ]);
  return {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    Body: body,
    From: from,
    MessageSid: sid,
    NumMedia: String(num_media),
    NumSegments: '1',
    ...(opt_out_type && { OptOutType: opt_out_type }),
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: to,
    ...(Object.fromEntries(media.flat()) as Record<string, string>),
  };
}
