import type { CodeGroup } from './error-code.js';

/** Codes that this service gives. */
export const OWN_CODES: CodeGroup[] = [
  {
    whatToDo: 'Remove the suppression if the recipient wants messages again, and retry.',
    permanent: true,
    codes: { suppressed: 'The recipient is suppressed' },
  },
  {
    whatToDo: 'Send it again with a later expires_at, if it still matters.',
    permanent: true,
    codes: { expired: 'The message expired before it could be sent' },
  },
  {
    whatToDo:
      'Look in the console of the provider whether it was sent: then set its status by hand, or else retry it.',
    permanent: false,
    codes: { outcome_unknown: 'Nobody can know whether it was sent' },
  },
  {
    whatToDo: 'Look why processors die while they send it: their logs name the message.',
    permanent: false,
    codes: { no_attempt_ended: 'No attempt to send it ever came to an end' },
  },
  {
    whatToDo: 'Nothing: an operator has set this status.',
    permanent: true,
    codes: { by_hand: 'Set by hand' },
  },
  {
    whatToDo: 'Nothing: it is tried again by itself once the provider is back.',
    permanent: false,
    codes: {
      circuit_open: 'Not called: the provider was down',
      no_room: 'Not called: too many files in hand',
    },
  },
  {
    whatToDo: 'Nothing: it is sent in its turn, at the pace of its sender and account (docs/pace.md).',
    permanent: false,
    codes: { paced: 'Not called: its turn had not come' },
  },
  {
    whatToDo:
      'Set the variables of the provider, which the log of the boot names. Messages are held until then.',
    permanent: true,
    codes: { not_configured: 'The provider is not configured' },
  },
  {
    whatToDo: 'Correct the message: the provider takes no such mail.',
    permanent: true,
    codes: { invalid_message: 'No mail could be made of the message' },
  },
  {
    whatToDo: 'Look for spaces and line breaks in the credentials of the provider.',
    permanent: true,
    codes: { invalid_request: 'The credentials cannot be sent in a request' },
  },
  {
    whatToDo:
      'Nothing: whether the provider took it is looked up before anything is sent again. If it lasts, look at the network and at the status page of the provider.',
    permanent: false,
    codes: {
      timeout: 'The provider did not answer in time',
      unreadable_answer: 'The answer of the provider could not be read',
      ECONNRESET: 'The connection to the provider broke',
      EPIPE: 'The connection to the provider broke',
      aborted: 'The call was given up',
      network_error: 'The connection to the provider failed',
    },
  },
  {
    whatToDo:
      'Look at the network and the DNS of the host, and at the base URL of the provider. It is tried again by itself.',
    permanent: false,
    codes: {
      connect_timeout: 'The provider could not be reached in time',
      ECONNREFUSED: 'The provider refused the connection',
      ETIMEDOUT: 'The provider could not be reached in time',
      EHOSTUNREACH: 'There is no way to the provider',
      ENETUNREACH: 'There is no way to the provider',
      ENOTFOUND: 'The host name of the provider is not known',
      EAI_AGAIN: 'The host name of the provider could not be looked up',
      CERT_HAS_EXPIRED: 'The certificate of the provider has expired: look at the clock of the host',
    },
  },
];
