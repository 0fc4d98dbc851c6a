import type { CodeGroup } from './error-code.js';

/** What SendGrid's API answers, by HTTP status: it has no codes of its own. */
export const SENDGRID_ANSWERS: CodeGroup[] = [
  {
    whatToDo: 'Read the words of the answer: they name the field of the mail that is wrong.',
    permanent: true,
    codes: { 400: 'A part of the mail is not valid' },
  },
  {
    whatToDo:
      'Check SENDGRID_API_KEY: it is wrong, revoked, or of another region. Mails are held until then.',
    permanent: true,
    codes: { 401: 'The API key is not accepted' },
  },
  {
    whatToDo: 'Raise the plan of the account, or wait for its next month. Mails are held until then.',
    permanent: true,
    codes: { 402: 'The credits are used up' },
  },
  {
    whatToDo:
      'Verify the sender (its address or its domain) in SendGrid, or give the API key the scope mail.send.',
    permanent: true,
    elsewhere: true,
    codes: { 403: 'The sender is not verified, or the key may not send' },
  },
  {
    whatToDo: 'Check SENDGRID_BASE_URL: the request reached a place that takes no mails.',
    permanent: true,
    codes: {
      404: 'There is nothing at this address',
      405: 'The address does not take mails',
      406: 'The answer cannot be given in the form that was asked for',
      415: 'The content type of the request is not taken',
    },
  },
  {
    whatToDo: 'Send smaller files: a mail may have 30 MB with all that is attached.',
    permanent: true,
    codes: { 413: 'The mail is too large' },
  },
  {
    whatToDo: 'Nothing: it is tried again by itself once the limit allows.',
    permanent: false,
    codes: { 429: 'Too many requests' },
  },
  {
    whatToDo: 'Send through the region in which the account keeps its data (SENDGRID_BASE_URL).',
    permanent: true,
    elsewhere: true,
    codes: { 451: 'Not available because of where data has to stay' },
  },
  {
    whatToDo: 'Nothing: it is tried again by itself. If it lasts, look at status.sendgrid.com.',
    permanent: false,
    codes: {
      500: 'Internal error at SendGrid',
      502: 'SendGrid is not available',
      503: 'SendGrid is not available',
      504: 'SendGrid did not answer in time; whether it took the mail is looked for',
    },
  },
];

/** What an event says of a mail for which no mail server gave a code. */
export const SENDGRID_EVENTS: CodeGroup[] = [
  {
    whatToDo:
      'Check the address with the recipient. It is suppressed now: remove the suppression before you write again.',
    permanent: true,
    codes: { bounce: 'The mail server of the recipient refused the mail for good' },
  },
  {
    whatToDo:
      'Retry later. If it lasts, look at the authentication of your domain (SPF, DKIM, DMARC) and at its reputation.',
    permanent: false,
    codes: { blocked: 'The mail server of the recipient refused the mail for now' },
  },
];
