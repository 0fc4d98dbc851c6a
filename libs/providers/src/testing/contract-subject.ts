import type { ServerResponse } from 'node:http';
import type { MessageProvider, OutboundMessage, ReportKind, WebhookRequest } from '../message-provider.js';

/** What the other side does with the calls that come next. */
export type Behaviour =
  /** Takes them. */
  | 'accept'
  /** Refuses the message for good: there is no such recipient. */
  | 'refuse'
  /** Is broken, and takes nothing: its 5xx. */
  | 'fail'
  /** Wants us slower. */
  | 'limit'
  /** Refuses our credentials. */
  | 'account'
  /** Reads all of the message, and says nothing. */
  | 'silent'
  /** Reads all of the message, and closes the connection. */
  | 'cut'
  /** Reads all of the message, and answers with what none of its kind says. */
  | 'unreadable';

/** Status, body and headers of an answer. */
export type Answer = [status: number, body: unknown, headers?: Record<string, string>];

/** A provider that calls a real server of this process. */
export interface ProviderBench {
  readonly provider: MessageProvider;
  /** Messages that came in whole, as they came, whatever was answered; the newest last. */
  readonly seen: string[];
  behave(how: Behaviour): void;
  /** Of one that is called over HTTP: answers in a way of the test's own; `accept` is its usual answer. */
  answer?(as: (response: ServerResponse, accept: Answer) => void): void;
  /** Afterwards the other side refuses connections. */
  close(): Promise<void>;
}

/** A kind of provider, as the contract's suite needs it. */
export interface ContractSubject {
  kind: string;
  /** A message of each channel it carries; `id` is MESSAGE_ID. */
  messages: OutboundMessage[];
  /** What no error may tell: credentials of its account. */
  secrets: string[];
  /** In the remedy of an AccountError: the setting to look at. */
  setting: RegExp;
  /** Behaviours that its protocol cannot show. */
  without?: Behaviour[];
  start(options: { timeoutMs: number }): Promise<ProviderBench>;
  /** A callback signed as the other side signs it, and what it reports; absent: it calls nobody. */
  callback?(provider: MessageProvider): Promise<{ request: WebhookRequest; kinds: ReportKind[] }>;
}
