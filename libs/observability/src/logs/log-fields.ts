type Kind = 'string' | 'number' | 'strings';

/** A field of a log line: its type in a log store, and what it says. */
interface LogField {
  type: Kind;
  means: string;
}

const text = (means: string): LogField => ({ type: 'string', means });
const number = (means: string): LogField => ({ type: 'number', means });

/** All fields that a line may have. Each has one type, so that a log store needs one mapping; listed in docs/logs.md. */
export const LOG_FIELDS: Readonly<Record<string, LogField>> = {
  level: text('fatal, error, warn, info, debug or trace'),
  time: text('When, in UTC: ISO 8601 with milliseconds'),
  app: text('api, processor or sandbox'),
  pid: number('The process'),
  host: text('The machine, or container'),
  context: text('The part of the program that speaks'),
  msg: text('What happened, in words that stay the same from line to line'),

  message_id: text('The message'),
  queue: text('The queue, such as message_queue:sms'),
  attempt: number('Which attempt to send it, from 1'),
  provider: text('The account at a provider'),
  trace_id: text('The trace, where tracing is on, or a client sent a traceparent'),
  request_id: text('The request: its X-Request-Id or X-Correlation-ID, else one made here'),

  error: text('What is wrong, in the words of whoever said so'),
  error_name: text('The kind of error'),
  stack: text('Where in the program'),
  code: text("A provider's code, the network's, or ours"),
  http_status: number('The status of an answer, ours or a provider’s'),
  reason: text('Why'),
  to_do: text('What an operator can do'),
  fault: text('What was wrong with a request'),
  for_seconds: number('How long a fault has lasted so far'),
  lasted_seconds: number('How long a fault lasted'),

  method: text('Of an HTTP request'),
  route: text('Of an HTTP request: the route, not the address'),
  latency_ms: number('How long a request, or a call, took'),
  outcome: text('What became of an attempt or a webhook'),
  status: text('The status a message moved to'),
  event: text('What happened to a message'),
  type: text('Of a message: sms, mms, email; of a webhook: its event'),

  entry_id: text('An entry of a queue'),
  delivery: number('How often that entry was delivered'),
  max_deliveries: number('How often it may be'),
  queues: { type: 'strings', means: 'Several queues' },
  group: text('The consumer group'),
  count: number('How many'),
  attempts: number('How many attempts there were'),
  policy: text('What ON_UNKNOWN_OUTCOME, or Redis’ maxmemory-policy, is'),
  setting: text('The variable to change'),

  webhook_id: text('A provider event, or a webhook to a user'),
  endpoint_id: text('A webhook endpoint'),
  bulk_action_id: text('A bulk action'),
  erasure_id: text('An erasure that was asked for'),
  api_key_id: text('An API key'),
  prefix: text('The first digits of numbers, which the guard watches'),
  country: text('The country of these numbers, such as GB'),
  by_seconds: number("How far this machine's clock is before PostgreSQL's"),
  settings: text('Settings of a session of PostgreSQL'),
  audit_id: text('An event of the audit'),
  actor_id: text('Whose action it was'),
  action: text('What was done'),
  object_id: text('To what'),
  account: text('An account at a provider, where another one is meant too'),
  details: text('Anything else, as JSON'),
};
