import { MESSAGE_STATUSES, type MessageFilter, type MessageStatus, type MessageType } from '#entities';
import { participantAsked } from '#messaging';
import { InvalidFields } from '../problems/field-error.js';
import { PageDto } from '../http/pages/page.dto.js';
import {
  DateParameter,
  OneOfParameter,
  PlainTextParameter,
  TextParameter,
  UuidParameter,
} from '../http/validation/query-parameters.js';
import { idOf } from './message-cursor.js';

const noAddress = (text: string) =>
  participantAsked(text) === null
    ? "must be a phone number in E.164 form, an email address, a short code or a sender's name"
    : null;
const ADDRESS = "A number, an email address, a short code, or a sender's name.";

/** The query of `GET /api/v1/messages`. */
export class ListMessagesDto extends PageDto {
  @UuidParameter() conversation_id?: string;
  @UuidParameter({ description: 'Replies to this message.' }) parent_id?: string;

  @OneOfParameter(MESSAGE_STATUSES, {
    repeatable: true,
    aliases: { queued: 'pending' },
    description: 'Repeatable: any of these. `queued` is `pending`.',
  })
  status?: MessageStatus[];

  @OneOfParameter(['inbound', 'outbound']) direction?: 'inbound' | 'outbound';
  @OneOfParameter(['sms', 'mms', 'email']) type?: MessageType;

  @TextParameter(320, { check: noAddress, example: '+15551234567', description: ADDRESS })
  from?: string;

  @TextParameter(320, { check: noAddress, example: '+15559876543', description: ADDRESS })
  to?: string;

  @TextParameter(100) tag?: string;
  @DateParameter({ description: 'ISO 8601; that moment included.' }) created_after?: Date;
  @DateParameter({ description: 'ISO 8601; that moment excluded.' }) created_before?: Date;

  @PlainTextParameter(64, {
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
      from: query.from === undefined ? undefined : (participantAsked(query.from) ?? undefined),
      to: query.to === undefined ? undefined : (participantAsked(query.to) ?? undefined),
      tag: query.tag,
      createdAfter: query.created_after,
      createdBefore: query.created_before,
      after: query.cursor ? (idOf(query.cursor) ?? undefined) : undefined,
    };
  }
}
