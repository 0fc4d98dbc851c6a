/** What is said of a field (or of a parameter) that says nothing itself, and an example of it. */
interface Words {
  /** Left out where every field of this name has words of its own. */
  description?: string;
  example?: unknown;
}

const ID = '01990b1d-8a00-7000-8000-000000000001';
const SENDER = "A number in E.164 form, a short code or a sender's name; for an email, a mailbox.";
const CURSOR = 'AZkLHYoAcACAAAAAAAAAAQ';
const words = (description: string, example?: unknown): Words => ({ description, example });
const example = (of: unknown): Words => ({ example: of });

/**
 * The words for fields by their names: a name means the same wherever it is. `Schema.field` is for one schema, and goes
 * before the name alone. A field whose decorator has a description or an example keeps it.
 */
export const FIELD_WORDS: Record<string, Words> = {
  // Ids
  id: words('Its id, a UUIDv7: ids are in the order of creation.', ID),
  message_id: words('The message it is about.', ID),
  conversation_id: words('The conversation that the message belongs to.', ID),
  parent_id: words('The message that this one answers.', ID),
  api_key_id: words('The API key it was sent with.', ID),
  deliveryId: words('The delivery, by the `webhook-id` of its attempts.', ID),
  request_id: words('Quote this when you report an internal error.', ID),
  'MessageEvent.id': words('Increases in the order of events.', '4711'),
  'CompatibleMessages.conversation_id': words('The id that was asked for.', ID),

  // Times
  created_at: words('When it was created.'),
  updated_at: words('When it last changed.'),
  scheduled_at: words('When it is to be sent; null: at once.'),
  sent_at: words('When the provider accepted it; null: not yet.'),
  delivered_at: words('When it was delivered; null: not, or not yet.'),
  failed_at: words('When it failed for good; null: it has not.'),
  last_attempt_at: words('When it was last tried; null: not yet.'),
  expires_at: words('When it ends.'),
  timestamp: words('When this was answered.', '2026-01-31T12:00:00.000Z'),

  // Lists
  limit: words('The maximum number of items that was asked for.', 50),
  offset: words('How many items were skipped.', 0),
  total: words('How many there are in all.', 128),
  cursor: words('The `next_cursor` of the page before; empty or absent for the first page.', CURSOR),
  next_cursor: words('The `cursor` of the next page; null or absent: this is the last one.', CURSOR),
  conversations: words('One page of conversations, the most recently active first.'),
  webhook_endpoints: words('Every endpoint, in the order of creation.'),
  deliveries: words('The newest first.'),
  events: words('Of which events the URL is told.'),
  'MessageEvents.events': words('The timeline, the oldest event first.'),
  'MessageAttachments.attachments': words('The files of the message, in order.'),

  // Messages
  status: words('Its current status.'),
  'Message.status': words(
    '`scheduled`, `pending`, `sending` and `retry` are still to be sent; `sent` is with the provider; `delivered`, `failed` and `canceled` are final; inbound messages are `received`.',
  ),
  direction: words('`outbound`: sent by you. `inbound`: written to you.'),
  type: words('`sms`, `mms` (a text with files) or `email`.'),
  priority: words(
    'Its lane: `code` (somebody waits for it), `normal` or `bulk`. None waits behind messages of another priority.',
    'normal',
  ),
  from: words(`Who sends it. ${SENDER}`, '+15551234567'),
  to: words('Who receives it: a number in E.164 form; for an email, a mailbox.', '+15559876543'),
  body: words('The text.', 'Your code is 123456'),
  subject: words('The subject of an email; null for texts.', 'Your order 1042'),
  html: words('The HTML of an email; null where there is none.', '<p>Your order is on its way.</p>'),
  reply_to: words('Where answers to an email go; null: to the sender.', 'support@example.com'),
  cc: words('Further recipients of an email, whom everybody sees.', ['sales@example.com']),
  bcc: words('Further recipients of an email, whom nobody sees.', ['archive@example.com']),
  attachments: words('The URLs of its files.', ['https://example.com/invoice-1042.pdf']),
  metadata: words('Your own data, returned as it was given.', { order: 1042 }),
  tags: words('Labels to filter by.', ['order-confirmation']),
  tag: words('Only messages with this label.', 'order-confirmation'),
  callback_url: words(
    'Is told when this message is sent, delivered or failed; null: nobody.',
    'https://example.com/hooks/orders',
  ),
  provider: words('The name of the provider.', 'twilio'),
  provider_message_id: words(
    'The id that the provider knows it by; null before it was accepted.',
    'SM0123456789abcdef0123456789abcdef',
  ),
  retry_count: words('How many attempts came after the first one.'),
  'Message.error': words('Why it failed, or why the last attempt did: `{code, message, provider}`.', {
    code: '30003',
    message: 'Unreachable destination handset',
    provider: 'twilio',
  }),
  'MessageEvent.type': words('What happened, such as `accepted`, `sent` or `failed`.', 'sent'),
  'MessageEvent.status': words('The status after this event.', 'sent'),
  'MessageEvent.reason': words(
    'Why it happened; null where that needs no words.',
    'The provider accepted it.',
  ),
  'MessageEvent.attempt': words('The number of the attempt it belongs to; null: to none.', 1),
  'MessageEvent.detail': words('What else is known, such as the code of an error.', { code: '30003' }),
  url: words('Where it is.', 'https://example.com/picture.png'),
  content_type: words('Its media type; null: unknown.', 'image/png'),
  filename: words('Its name; null: it has none.', 'picture.png'),
  encoding: words(
    'How the text is encoded: `UCS-2` as soon as one character is not in GSM-7; null for MMS and email.',
  ),
  'Preview.to': words('The recipient, normalised.', '+15559876543'),
  'Preview.provider': words('The provider that would be asked to send it.', 'twilio'),
  'AcceptedResult.status': words('The message was accepted.'),
  'AcceptedResult.message': words('The message as it was stored.'),
  'RefusedResult.status': words('The message was refused; the others are not affected.'),
  'RefusedResult.errors': words('What is wrong with it.'),

  // Conversations
  participant_from: words('The side that sent the first message, or that opened it.', '+15551234567'),
  participant_to: words('The other side.', '+15559876543'),
  title: words('A name of your own; null: it has none.', 'Order 1042'),
  message_count: words('How many messages it has.', 3),
  total_messages: words('How many messages it has.', 128),
  inbound_messages: words('How many were written to you.', 40),
  outbound_messages: words('How many were sent by you.', 88),
  failed_messages: words('How many of those failed.', 2),
  'Conversation.metadata': words('Your own data, returned as it was given.', { customer: 7 }),
  'CreateConversation.type': words(
    '`direct`: the one of the pair on its channel. `thread`: a new one beside it.',
  ),
  'ChangeConversation.status': words('`archived` ends with the next message, `closed` lasts.'),
  'SearchConversations.limit': words('How many conversations to find at most.', 10),

  // Suppressions
  reason: words('Why the address receives nothing.', 'stop'),
  note: words('A note of your own.', 'Asked by phone'),
  address: words('A number in E.164 form, or an email address.', '+15559876543'),

  // Webhook endpoints
  description: words('A note of your own; null: none.', 'Order service, production'),
  'Endpoint.url': words('The URL that is called.'),
  'Endpoint.status': words('`paused`: nothing is sent to it, and what happens meanwhile waits.'),
  'Callback.type': words('The event that the endpoint is told of.'),
  'Callback.message_id': words('The message it is about; null for other events.', ID),
  paused_reason: words('Why it was paused without being asked to; null: it was not.', 'it answered 410 Gone'),
  attempts: words('How often it was tried.', 1),
  error: words('What went wrong; null or absent: nothing.', 'connect ECONNREFUSED'),
  delivered: words('Whether the endpoint answered with 2xx.'),
  http_status: words('The HTTP status of the answer; null: there was none.', 200),
  latency_ms: words('How long the answer took, in milliseconds.', 42),
  data: words('What it is about, as it was at that moment.'),

  // Parameters
  'Idempotency-Key': example('order-1042-shipped'),
  'last-event-id': example('4711'),
  secret: example('a-secret-of-your-own'),
  token: example('eyJtIjoiMDE5OTBiMWQifQ.c2lnbmF0dXJl'),
  error_code: example('30003'),
  code: example('30003'),
  sender: example('+15551234567'),

  // Problems
  'Problem.type': words('Always `about:blank`: the status says what kind of problem it is.', 'about:blank'),
  'Problem.title': words('The name of the status.', 'Unprocessable Entity'),
  'Problem.status': words('The HTTP status.', 422),
  'Problem.detail': words('What is wrong, in words.', 'The request is not valid: to'),
  field: words('The field, with a path where it is nested: `messages.3.to`.', 'to'),
  'FieldError.reason': words(
    'What is wrong with it.',
    'must be a phone number in E.164 form, for example +15551234567',
  ),

  // Health
  checks: words('Each thing it needs, by name.'),
  started: words('Always true: before that, nothing answers.'),
  initialization: words('What the boot has done.'),
  database_initialized: words('Whether PostgreSQL was reached.'),
  redis_initialized: words('Whether Redis was reached.'),
  providers_initialized: words('Whether there is a provider.'),
  dependencies: words('Each thing it needs, by name.'),
  'Health.status': words('`healthy`: both stores answer.'),
  'HealthCheck.status': words('Whether the store answers.'),
  'Liveness.status': words('Always `alive`.', 'alive'),
  'Readiness.status': words('`degraded`: it takes requests, though something that it needs is away.'),

  // Callbacks of providers
  'CompatibleMessage.status': words('Always `success`.'),
  'CompatibleMessage.message_id': words('The id of the message.', ID),
  'WebhookTaken.status': words('Always `success`.', 'success'),
  'EventsTaken.status': words('Always `ok`.', 'ok'),
  'LegacyAnswer.status': words('Always `success`.', 'success'),
  'LegacyAnswer.message': words('What was done.', 'Webhook processed'),
  'webhook-id': example('5f2c1b0e-6a77-4d0f-9a53-1f5d0d6f3a10'),
  'webhook-timestamp': example('1769860800'),
  'webhook-signature': example('v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='),
  statistics: words('The events of the last 24 hours, counted.'),
};
