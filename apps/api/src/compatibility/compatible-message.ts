import { isHtml, textOfHtml } from '#messaging';
import type { CompatibleEmailDto, CompatibleSmsDto } from './compatible-message.dto.js';

/** A text in the old shape as `POST /api/v1/messages/send` takes it. */
export function modernText(dto: CompatibleSmsDto): object {
  const { from, to, body, attachments } = dto;
  const hasFiles = Array.isArray(attachments) && attachments.length > 0;
  return { type: dto.type ?? (hasFiles ? 'mms' : 'sms'), from, to, body, attachments, ...metadataOf(dto) };
}

/** A mail in the old shape, which has one body for both: what looks like HTML is HTML, and its words are the text. */
export function modernMail(dto: CompatibleEmailDto): object {
  const { from, to, body, attachments, subject } = dto;
  const said = typeof body === 'string' && isHtml(body) ? { body: textOfHtml(body), html: body } : { body };
  return { type: 'email', from, to, subject, attachments, ...said, ...metadataOf(dto) };
}

function metadataOf({ timestamp }: CompatibleSmsDto | CompatibleEmailDto): object {
  return typeof timestamp === 'string' ? { metadata: { timestamp } } : {};
}
