import type { ConversationChannel } from '#entities';
import { parseParticipantFilter } from '#messaging';
import { field, type FieldOptions } from '../http/validation/field.js';
import { IsListOf } from '../http/validation/list-fields.js';
import { IsFilterText } from '../http/validation/text-fields.js';
import { unstorable } from '../http/validation/unstorable.js';
import {
  mailboxFault,
  NO_MAILBOX,
  NO_NUMBER,
  textRecipientFault,
  textSenderFault,
} from './address-faults.js';
import { addressOn, recipientOn } from './normalised.js';

const MAX_ASKED_LENGTH = 320;
const MAX_COPIES = 50;
const NO_PARTICIPANT = "must be a phone number, an email address, a short code or a sender's name";

type Body = Record<string, unknown>;
/** The channel that a request is about, by its other fields. */
type ChannelOf = (body: Body) => ConversationChannel;

/** An address of the kind that `faultOf` takes. */
const IsAddress = (faultOf: (text: string, body: Body) => string | null, options?: FieldOptions) =>
  field(
    {
      name: 'isAddress',
      schema: { type: 'string' },
      check: (value, body) => {
        if (typeof value !== 'string' || value === '') return 'must be a string, and is required';
        return unstorable(value) ?? faultOf(value, body);
      },
    },
    options,
  );

/** Whom a message goes to: for email an address, else a number, which alone can be texted. */
export const IsRecipient = (options?: FieldOptions) =>
  IsAddress((text, { type }) => (type === 'email' ? mailboxFault(text) : textRecipientFault(text)), options);

/** Whom a message comes from: for email an address, for mms a number or a short code, for sms also a name. */
export const IsSender = (options?: FieldOptions) =>
  IsAddress(
    (text, { type, to }) => (type === 'email' ? mailboxFault(text) : textSenderFault(text, type, to)),
    options,
  );

/** One of the two of a conversation: on email an address, else a number, a short code or a sender's name. */
export const IsParticipant = (channelOf: ChannelOf, options?: FieldOptions) =>
  IsAddress((text, body) => {
    const channel = channelOf(body);
    if (addressOn(channel, text) !== null) return null;
    return channel === 'email' ? NO_MAILBOX : `${NO_NUMBER}, a short code or a sender's name`;
  }, options);

/** Whom not to write to: on email an address, else a number. */
export const IsSuppressible = (channelOf: ChannelOf, options?: FieldOptions) =>
  IsAddress((text, body) => {
    const channel = channelOf(body);
    if (recipientOn(channel, text) !== null) return null;
    return channel === 'email' ? 'must be an email address' : NO_NUMBER;
  }, options);

/** A person: a number or an email address. */
export const IsPerson = (options?: FieldOptions) =>
  IsAddress(
    (text) =>
      recipientOn(text.includes('@') ? 'email' : 'sms', text) === null
        ? 'must be a phone number in E.164 form or an email address'
        : null,
    options,
  );

/** Whoever a list is filtered by, on whatever channel; `reason` is what is said of anybody else. */
export const IsAddressFilter = ({
  reason = NO_PARTICIPANT,
  ...options
}: FieldOptions & { reason?: string } = {}) =>
  IsFilterText(MAX_ASKED_LENGTH, {
    ...options,
    check: (text) => (parseParticipantFilter(text) === null ? reason : null),
  });

/** An email address in a mail of ours. */
export const IsMailbox = (options?: FieldOptions) =>
  field({ name: 'isMailbox', schema: { type: 'string' }, check: faultOfMailbox }, options);

/** At most 50 of them. */
export const AreMailboxes = (options?: FieldOptions) =>
  IsListOf(MAX_COPIES, { schema: { type: 'string' }, check: faultOfMailbox }, options);

function faultOfMailbox(value: unknown): string | null {
  return typeof value === 'string' && unstorable(value) === null ? mailboxFault(value) : NO_MAILBOX;
}
