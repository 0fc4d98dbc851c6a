import { MESSAGE_PRIORITIES, MESSAGE_TYPES, type MessagePriority, type MessageType } from '#entities';
import { AreMailboxes, IsMailbox, IsRecipient, IsSender } from '../addresses/address-fields.js';
import { CONVERSATION_TYPES } from './conversation-types.js';
import { IsMetadata } from '../http/validation/metadata-field.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsBooleanValue, IsHttpUrl, IsUuid } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';
import { AreAttachments, IsForEmailOnly, IsMessageBody } from './message-fields.js';
import { AreIgnorableReasons, AreTags, IsExpiry, IsSendTime, IsValidity } from './sending-fields.js';

const MAX_SUBJECT_LENGTH = 998;
const MAX_HTML_LENGTH = 200_000;

/** The body of `POST /api/v1/messages/send`. A field that is null is as absent. */
export class SendMessageDto {
  @IsOneOf(MESSAGE_TYPES)
  type: MessageType;

  @IsSender({
    example: '+15551234567',
    description:
      'E.164 number, short code, or for an sms a name of up to 11 letters, digits, spaces, `+ - _ &` (not to the United States and Canada); `a@b` / `Name <a@b>` for an email.',
  })
  from: string;

  @IsRecipient({ example: '+15559876543' })
  to: string;

  @IsMessageBody({
    nullable: true,
    example: 'Your code is 123456',
    description:
      'sms and mms: up to 1,600 UTF-16 units. May be absent or empty in an mms, and in an email with attachments or html.',
  })
  body?: string | null;

  @AreAttachments({ nullable: true, description: 'http or https URLs, at most 10.' })
  attachments?: string[] | null;

  @IsForEmailOnly()
  @IsText(0, MAX_SUBJECT_LENGTH, {
    nullable: true,
    oneLine: true,
    description: 'Email only. Without it: "(no subject)".',
  })
  subject?: string | null;

  @IsForEmailOnly()
  @IsText(0, MAX_HTML_LENGTH, {
    nullable: true,
    description:
      'Email only. Without it a `body` that is HTML is sent as HTML, its words as the text; an empty string sends ' +
      'it as plain text.',
  })
  html?: string | null;

  @IsForEmailOnly()
  @IsMailbox({ nullable: true, description: 'Email only: where answers go.' })
  reply_to?: string | null;

  @IsForEmailOnly()
  @AreMailboxes({ nullable: true, description: 'Email only: further recipients, whom everybody sees.' })
  cc?: string[] | null;

  @IsForEmailOnly()
  @AreMailboxes({ nullable: true, description: 'Email only: further recipients, whom nobody sees.' })
  bcc?: string[] | null;

  @IsUuid({
    nullable: true,
    description:
      'The message this one answers, between the same two on the same channel; it joins its conversation.',
  })
  parent_id?: string | null;

  @IsOneOf(CONVERSATION_TYPES, {
    nullable: true,
    default: 'direct',
    description: '`direct`: the one conversation of the two on this channel. `thread`: a new one.',
  })
  conversation_type?: 'direct' | 'thread' | null;

  @IsOneOf(MESSAGE_PRIORITIES, {
    nullable: true,
    example: 'code',
    description:
      '`code`: somebody waits for it. `bulk`: it has time. None waits behind messages of another priority. Without it: what the API key has, else `normal`, and in a batch `bulk`.',
  })
  priority?: MessagePriority | null;

  @IsSendTime({
    nullable: true,
    description:
      'ISO 8601, at most 35 days ahead: `scheduled` until then. A moment that is past is as good as now.',
  })
  send_at?: string | null;

  @IsExpiry({ nullable: true, description: 'ISO 8601: not sent after this time (`failed`, code `expired`).' })
  expires_at?: string | null;

  @IsValidity({
    nullable: true,
    description: 'Instead of `expires_at`: seconds after acceptance, or after `send_at`.',
  })
  validity_seconds?: number | null;

  @AreTags({ nullable: true, description: 'Labels to filter by.' })
  tags?: string[] | null;

  @IsHttpUrl({
    nullable: true,
    description:
      'Receives a webhook when this message is sent, delivered or failed. In production https only.',
  })
  callback_url?: string | null;

  @IsForEmailOnly()
  @AreIgnorableReasons({
    nullable: true,
    description:
      'Email only: suppressed or not, for these reasons it is sent all the same. Never for `stop`.',
  })
  ignore_suppression?: string[] | null;

  @IsForEmailOnly()
  @IsBooleanValue({
    nullable: true,
    description: 'Email only: adds one-click unsubscribe links (RFC 8058).',
  })
  list_unsubscribe?: boolean | null;

  @IsMetadata({ description: 'Your own data; at most 4 kB. Returned with the message.' })
  metadata?: Record<string, unknown> | null;
}
