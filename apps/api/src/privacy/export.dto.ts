import { EXPORT_PARTS, type ExportPlace } from '#messaging';
import { IsPerson } from '../addresses/address-fields.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsWholeNumber } from '../http/validation/value-fields.js';
import { cursorOf, idOf } from '../messages/message-cursor.js';

const MAX_CURSOR_LENGTH = 40;
const MAX_MESSAGES = 100;
const DEFAULT_MESSAGES = 50;
const START: ExportPlace = { part: 'conversations', after: null };

/** The body of `POST /api/v1/exports`: an address in a path or a query would be in the logs of proxies. */
export class CreateExportDto {
  @IsPerson({ example: '+15552220199', description: 'A phone number or an email address.' })
  address: string;

  @IsWholeNumber(1, MAX_MESSAGES, {
    optional: true,
    default: DEFAULT_MESSAGES,
    description: 'How many messages of one page, at most.',
  })
  limit: number = DEFAULT_MESSAGES;

  @IsText(1, MAX_CURSOR_LENGTH, {
    optional: true,
    description: '`next_cursor` of the page before.',
    check: (text) => (placeOf(text) === null ? 'must be a next_cursor' : null),
  })
  cursor?: string;
}

/** Where an export with this cursor goes on; null when it is none. */
export function placeOf(cursor: string | undefined): ExportPlace | null {
  if (cursor === undefined) return START;
  const part = EXPORT_PARTS.find(([letter]) => letter === cursor[0]);
  if (part === undefined) return null;
  if (cursor.length === 1) return { part, after: null };
  const after = idOf(cursor.slice(1));
  return after === null ? null : { part, after };
}

/** The cursor of a place: the first letter of its part, and behind what it goes on. */
export const cursorAt = ({ part, after }: ExportPlace): string =>
  part.slice(0, 1) + (after === null ? '' : cursorOf(after));
