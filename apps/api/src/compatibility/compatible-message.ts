import type { Type } from '@nestjs/common';
import { isHtml, textOfHtml } from '#messaging';
import { validateSync } from 'class-validator';
import { InvalidFields } from '../problems/field-error.js';
import { fieldErrors } from '../http/validation/field-errors.js';
import type { CompatibleEmailDto, CompatibleSmsDto } from './compatible-message.dto.js';

const FIELDS = ['from', 'to', 'type', 'subject', 'body', 'attachments', 'timestamp'];

/**
 * A body in the old shape; fields it does not have are left alone, as they always were.
 * @throws InvalidFields
 */
export function read<Dto extends object>(type: Type<Dto>, body: unknown): Dto {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new InvalidFields([{ field: 'body', reason: 'must be a JSON object' }]);
  }
  const given = Object.entries(body).filter(([field]) => FIELDS.includes(field));
  const dto = Object.assign(new type(), Object.fromEntries(given));
  const errors = validateSync(dto).flatMap((error) => fieldErrors(error));
  if (errors.length > 0) throw new InvalidFields(errors);
  return dto;
}

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
