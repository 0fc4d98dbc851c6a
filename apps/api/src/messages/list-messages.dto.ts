import { MESSAGE_STATUSES, type MessageFilter, type MessageStatus, type MessageType } from '#entities';
import { parseParticipantFilter } from '#messaging';
import { IsAddressFilter } from '../addresses/address-fields.js';
import { PageDto } from '../http/pages/page.dto.js';
import { IsFilterText, IsText } from '../http/validation/text-fields.js';
import { IsInstant, IsUuid } from '../http/validation/value-fields.js';
import { AreAnyOf, IsOneOf } from '../http/validation/word-fields.js';
import { InvalidFields } from '../problems/field-error.js';
import { idOf } from './message-cursor.js';
import { MESSAGE_TYPES } from './message-types.js';
import { MAX_TAG_LENGTH } from './sending-fields.js';

const MAX_CURSOR_LENGTH = 64;
const ADDRESS = {
  optional: true,
  reason: "must be a phone number in E.164 form, an email address, a short code or a sender's name",
  description: "A number, an email address, a short code, or a sender's name.",
};

/** The query of `GET /api/v1/messages`. */
export class ListMessagesDto extends PageDto {
  @IsUuid({ optional: true }) conversation_id?: string;
  @IsUuid({ optional: true, description: 'Replies to this message.' }) parent_id?: string;

  @AreAnyOf(MESSAGE_STATUSES, {
    optional: true,
    aliases: { queued: 'pending' },
    description: 'Repeatable: any of these. `queued` is `pending`.',
  })
  status?: MessageStatus[];

  @IsOneOf(['inbound', 'outbound'], { optional: true }) direction?: 'inbound' | 'outbound';
  @IsOneOf(MESSAGE_TYPES, { optional: true }) type?: MessageType;
  @IsAddressFilter({ ...ADDRESS, example: '+15551234567' }) from?: string;
  @IsAddressFilter({ ...ADDRESS, example: '+15559876543' }) to?: string;
  @IsFilterText(MAX_TAG_LENGTH, { optional: true }) tag?: string;
  @IsInstant({
    optional: true,
    example: '2026-01-01T00:00:00Z',
    description: 'ISO 8601; that moment included.',
  })
  created_after?: Date;
  @IsInstant({
    optional: true,
    example: '2026-02-01T00:00:00Z',
    description: 'ISO 8601; that moment excluded.',
  })
  created_before?: Date;

  @IsText(0, MAX_CURSOR_LENGTH, {
    optional: true,
    check: (text) =>
      text === '' || idOf(text) !== null ? null : 'must be a next_cursor, or empty for the first page',
    description:
      'Empty for the first page, then the `next_cursor` of the page before: a list without a count.',
  })
  cursor?: string;

  /** @throws InvalidFields when a cursor comes with an offset. */
  static filterOf(query: ListMessagesDto): MessageFilter {
    if (query.cursor !== undefined && query.offset > 0)
      throw new InvalidFields([{ field: 'offset', reason: 'is not possible together with cursor' }]);
    return {
      conversationId: query.conversation_id,
      parentId: query.parent_id,
      status: query.status,
      direction: query.direction,
      type: query.type,
      from: query.from === undefined ? undefined : (parseParticipantFilter(query.from) ?? undefined),
      to: query.to === undefined ? undefined : (parseParticipantFilter(query.to) ?? undefined),
      tag: query.tag,
      createdAfter: query.created_after,
      createdBefore: query.created_before,
      after: query.cursor ? (idOf(query.cursor) ?? undefined) : undefined,
    };
  }
}
