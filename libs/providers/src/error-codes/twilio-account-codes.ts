import type { CodeGroup } from './error-code.js';

/** Twilio's codes of accounts, of its API, and of what it meets when it calls or fetches from an address. */
export const TWILIO_ACCOUNT_CODES: CodeGroup[] = [
  {
    whatToDo:
      'Look at the balance and the state of the account in the Twilio Console; if it is suspended, ask the support of Twilio. Messages are held until then.',
    permanent: true,
    codes: { 10001: 'Account not active', 20005: 'Account not active', 90010: 'Account not active' },
  },
  {
    whatToDo: 'Upgrade the trial account in the Twilio Console.',
    permanent: true,
    codes: { 10002: 'A trial account may not do this' },
  },
  {
    whatToDo:
      'Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: whole, of the same account, not revoked, and no test credentials. Messages are held until then.',
    permanent: true,
    codes: {
      20003: 'Permission denied: wrong account SID, auth token or API key',
      20006: 'Access denied',
      20008: 'Test credentials cannot do this',
      20101: 'The access token is not valid',
      20104: 'The access token has expired',
      20151: 'Authentication failed',
      20403: 'Forbidden to this account',
    },
  },
  {
    whatToDo: 'Ask the support of Twilio to allow the action for the account.',
    permanent: true,
    codes: { 20010: 'This action is disabled for the account' },
  },
  {
    whatToDo:
      'Update the TLS of this host, or of the proxy before it: Twilio wants TLS 1.2 with a current cipher.',
    permanent: true,
    codes: { 20011: 'The version of TLS is not accepted', 20012: 'The TLS cipher is not accepted' },
  },
  {
    whatToDo:
      'Check TWILIO_BASE_URL and TWILIO_ACCOUNT_SID: the request reached a place that does not take messages of this account.',
    permanent: true,
    codes: {
      20004: 'Method not allowed',
      20404: 'Not found: no such account or resource',
      20410: 'The resource is gone',
      20426: 'A newer protocol is required',
    },
  },
  {
    whatToDo: 'Look at the message: a value of it is not what Twilio takes. If it looks right, report a bug.',
    permanent: true,
    codes: {
      20001: 'A parameter is not known',
      20409: 'Conflict with the state of the resource',
      20413: 'The request is too large',
      20422: 'A parameter is not valid',
      20423: 'A SID is not valid',
    },
  },
  {
    whatToDo:
      'Nothing: it is tried again by itself, more slowly. If it lasts, lower the concurrency of the queues.',
    permanent: false,
    codes: { 20429: 'Too many requests' },
  },
  {
    whatToDo: 'Nothing: it is tried again by itself. If it lasts, look at status.twilio.com.',
    permanent: false,
    codes: {
      12400: 'Internal failure at Twilio',
      20500: 'Internal error at Twilio',
      20503: 'Twilio is not available',
      21730: 'Twilio is under maintenance',
    },
  },
  {
    whatToDo:
      'Open the address from outside of your network: PUBLIC_URL and the files of messages must be reachable from the internet.',
    permanent: false,
    codes: {
      11200: 'HTTP retrieval failure: the address gave no usable answer',
      11201: 'HTTP: the connection to the address timed out',
      11202: 'HTTP: the address refused the connection',
      11203: 'HTTP: the address took too long in all',
      11205: 'HTTP: no connection to the address',
      11206: 'HTTP: the answer of the address breaks the protocol',
      11215: 'HTTP: the address redirects too often',
      11251: 'HTTP: the connection broke the protocol',
    },
  },
  {
    whatToDo: 'Correct the address: its form, its host name and its options.',
    permanent: true,
    codes: {
      11100: 'The address has no valid form',
      11210: 'HTTP: the host name of the address is not known',
      11240: 'HTTP: the edge location of the connection is not valid',
      11241: 'HTTP: the edge location of the connection is not supported',
      11242: 'HTTP: the connection over Interconnect is not allowed',
      11243: 'HTTP: the retry policy in the address is not valid',
    },
  },
  {
    whatToDo:
      'Renew the certificate of the address: for its host name, not expired, with the whole chain to a public authority.',
    permanent: true,
    codes: {
      11220: 'HTTP: the TLS handshake with the address failed',
      11235: 'HTTP: the certificate of the address is for another host name',
      11236: 'HTTP: the certificate of the address has expired',
      11237: 'HTTP: the certificate of the address leads to no trusted authority',
    },
  },
  {
    whatToDo:
      'Look at what the address answers, and at what stands before it: a proxy or another service answers in place of Sendstream.',
    permanent: true,
    codes: {
      11750: 'The answer of the address is too large',
      11770: 'The answer of the address is empty',
      12100: 'The answer of the address is no readable document',
      12101: 'The answer of the address is of a wrong version of TwiML',
      12102: 'The answer of the address does not begin with Response',
      12200: 'The answer of the address does not follow the schema of TwiML',
      12300: 'The content type of the answer is not valid',
      12301: 'The content type of the upload is not valid',
    },
  },
  {
    whatToDo: 'Look at the TwiML of the number or application in the Twilio Console: the text is made there.',
    permanent: true,
    codes: {
      14101: "The 'to' of a text in TwiML is not valid",
      14102: "The 'from' of a text in TwiML is not valid",
      14103: 'The body of a text in TwiML is not valid',
      14105: 'The address for status callbacks in TwiML is not valid',
      14108: 'The From number cannot send texts',
      14109: 'Too many replies in TwiML: a limit',
      14111: 'A trial account cannot send to this To number',
    },
  },
];
