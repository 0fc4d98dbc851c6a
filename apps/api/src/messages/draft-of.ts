import { commonClock } from '#config';
import type { MessageOptions } from '#entities';
import { withPlainOrigin } from '#http';
import { channelOf, type Draft, isHtml, participantOf } from '#messaging';
import { addressOn } from '../addresses/normalised.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import type { SendMessageDto } from './send-message.dto.js';

/** A valid request as the domain takes it; its parent is looked up elsewhere. */
export function draftOf(dto: SendMessageDto): Draft {
  const sendAt = sendTime(dto);
  const channel = channelOf(dto.type);
  const [from, to] = [dto.from, dto.to].map((text) => addressOn(channel, text)) as [string, string];
  return {
    type: dto.type,
    priority: dto.priority ?? undefined,
    from,
    to,
    body: dto.body ?? '',
    subject: dto.subject ?? null,
    html: htmlOf(dto),
    attachments: dto.attachments ?? [],
    metadata: dto.metadata ?? {},
    tags: [...new Set(dto.tags ?? [])],
    options: optionsOf(dto, to),
    conversationType: dto.conversation_type ?? 'direct',
    sendAt,
    expiresAt: dto.expires_at ? parseInstant(dto.expires_at) : null,
    validitySeconds: dto.validity_seconds ?? null,
  };
}

/** A mail may have one body for both, as many clients send it: HTML is sent as HTML, unless `html` says otherwise. */
function htmlOf({ type, body, html }: SendMessageDto): string | null {
  if (typeof html === 'string') return html;
  return type === 'email' && body && isHtml(body) ? body : null;
}

function optionsOf(dto: SendMessageDto, to: string): MessageOptions {
  const options: MessageOptions = {};
  if (dto.callback_url) options.callback_url = withPlainOrigin(dto.callback_url);
  if (dto.type !== 'email') return options;
  // A provider takes each address once in a mail: who is written to needs no copy.
  const written = new Set([participantOf(to)]);
  const fresh = (address: string) => written.size < written.add(participantOf(address)).size;
  const cc = (dto.cc ?? []).map(mailbox).filter(fresh);
  const bcc = (dto.bcc ?? []).map(mailbox).filter(fresh);
  if (dto.reply_to) options.reply_to = mailbox(dto.reply_to);
  if (cc.length > 0) options.cc = cc;
  if (bcc.length > 0) options.bcc = bcc;
  if (dto.ignore_suppression?.length) options.ignore_suppression = [...new Set(dto.ignore_suppression)];
  if (dto.list_unsubscribe) options.list_unsubscribe = true;
  return options;
}

/** Null: at once, which is what a time that is past asks for too. */
function sendTime({ send_at }: SendMessageDto): Date | null {
  const moment = send_at ? parseInstant(send_at) : null;
  return moment && moment.getTime() > commonClock.now() ? moment : null;
}

const mailbox = (text: string) => addressOn('email', text) as string;
