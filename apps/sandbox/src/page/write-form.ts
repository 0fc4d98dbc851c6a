import type { InboxMessage } from '../inbox/inbox-message.js';
import { escapeHtml } from './escape-html.js';

/** What is, or was, typed into the form. */
export interface Written {
  from: string;
  to: string;
  body: string;
  /** What is wrong with it, by field. */
  errors?: Record<string, string>;
}

const EMPTY: Written = { from: '+15559876543', to: '+15551234567', body: '' };

/** The form to write a text with, and what became of the last one. `sent`: the text that was just written. */
export function writeForm(typed: Written | undefined, sent: InboxMessage | undefined): string {
  const values = typed ?? (sent ? { ...sent, body: '' } : EMPTY);
  return `<form method="post" action="/sandbox/inbound" class="write">
    <h2>Write a text, as a person would</h2>
    ${field('from', 'From', values, 'inputmode="tel" autocomplete="off"')}
    ${field('to', 'To one of your numbers', values, 'inputmode="tel" autocomplete="off"')}
    ${field('body', 'Text', values, 'maxlength="1600" autocomplete="off" placeholder="STOP"')}
    <button>Send</button>
    ${sent ? answer(sent) : ''}
  </form>`;
}

function field(
  name: keyof typeof EMPTY & string,
  label: string,
  { errors, ...values }: Written,
  more: string,
): string {
  const error = errors?.[name];
  const fault =
    error === undefined ? '' : `<small class="bad" id="${name}-error">This is ${escapeHtml(error)}.</small>`;
  const says = error === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-error" autofocus`;
  const value = escapeHtml(String(values[name as 'from']));
  return `<div class="${name}"><label for="${name}">${label}</label>
      <input id="${name}" name="${name}" value="${value}" required ${more}${says}>${fault}</div>`;
}

function answer({ id, body, callbacks }: InboxMessage): string {
  const [callback] = callbacks;
  const status = callback?.httpStatus ?? null;
  const isGood = status !== null && status < 300;
  const what =
    status === null ? `could not be reached (${callback?.error ?? 'no answer yet'})` : `answered ${status}`;
  return `<p role="status" class="${isGood ? 'good' : 'bad'}">
      <q dir="auto">${escapeHtml(body)}</q> was sent as <code>${escapeHtml(id)}</code>:
      ${escapeHtml(callback?.url ?? 'the api')} ${escapeHtml(what)}.</p>`;
}
