import type { CodeGroup } from './error-code.js';

const ADDRESS = 'Check the address with the recipient.';
const LATER = 'Retry later; if it lasts, tell the recipient another way.';
const AUTHENTICATE =
  'Set up the authentication of your domain: SPF and DKIM that pass and belong to the domain in From, and DMARC.';
const REPUTATION =
  'Look at the reputation of your domain and at complaints; send only to those who asked for it.';
const SMALLER = 'Send a smaller mail, or links in place of files.';

/**
 * Enhanced status codes of mail servers without their first figure, which says whether it is for good (5) or for now (4).
 * RFC 3463 and its registry.
 */
export const ENHANCED_CODES: Omit<CodeGroup, 'permanent'>[] = [
  {
    whatToDo: 'Read the words of the mail server: it gave no reason that has a code.',
    codes: { '0.0': 'Refused without a reason that has a code' },
  },
  {
    whatToDo: ADDRESS,
    codes: {
      '1.0': 'Something is wrong with the address',
      '1.1': 'There is no such mailbox',
      '1.2': 'There is no such mail domain',
      '1.3': 'The address has no valid form',
      '1.4': 'The address fits several mailboxes',
      '1.6': 'The mailbox has moved',
      '1.9': 'The mail was passed on to an older server, which cannot take it',
      '1.10': 'The domain takes no mail (null MX)',
      '2.1': 'The mailbox is disabled',
      '4.3': 'The domain of the recipient could not be looked up',
    },
  },
  {
    whatToDo: 'Correct the sender: an address of a domain that exists and receives mail.',
    codes: {
      '1.7': 'The address of the sender has no valid form',
      '1.8': 'The mail domain of the sender does not exist or takes no mail',
      '7.27': 'The domain of the sender takes no mail (null MX)',
    },
  },
  {
    whatToDo: 'Ask the recipient to make room, and retry.',
    codes: { '2.2': 'The mailbox is full', '3.1': 'The mail server has no room' },
  },
  {
    whatToDo: SMALLER,
    codes: {
      '2.3': 'The mail is longer than this mailbox takes',
      '3.4': 'The mail is larger than the mail server takes',
    },
  },
  {
    whatToDo: LATER,
    codes: {
      '2.0': 'Something is wrong with the mailbox',
      '2.4': 'The mailing list cannot be expanded',
      '3.0': 'Something is wrong with the mail server',
      '3.2': 'The mail server takes nothing now',
      '3.3': 'The mail server cannot do what the mail asks for',
      '3.5': 'The mail server is not configured as it must be',
      '4.0': 'Something is wrong with the network',
      '4.1': 'The mail server does not answer',
      '4.2': 'The connection to the mail server is bad',
      '4.4': 'There is no way to the mail server',
      '4.5': 'The mail server is congested',
      '4.6': 'The mail goes round in a circle',
      '4.7': 'The mail was tried for too long',
    },
  },
  {
    whatToDo:
      'Report a bug, with the words of the mail server: the two servers did not understand each other.',
    codes: {
      '5.0': 'Something is wrong with the protocol',
      '5.1': 'A command is not valid now',
      '5.2': 'A command has no valid form',
      '5.4': 'A command has arguments that are not valid',
      '5.5': 'The versions of the protocol differ',
      '5.6': 'What was sent to sign in is too long',
    },
  },
  {
    whatToDo: 'Write to fewer recipients in one mail.',
    codes: { '5.3': 'The mail has too many recipients' },
  },
  {
    whatToDo: 'Change the content: plain text or simple HTML, common types of files, addresses in ASCII.',
    codes: {
      '6.0': 'Something is wrong with the content',
      '6.1': 'The type of the content is not taken',
      '6.2': 'The content would have to be converted, which is not allowed',
      '6.3': 'The content would have to be converted, which cannot be done',
      '6.4': 'The content was converted, and something of it was lost',
      '6.5': 'The conversion of the content failed',
      '6.6': 'The content of the mail is not available',
      '6.7': 'Addresses beyond ASCII are not taken',
      '6.8': 'An answer beyond ASCII is wanted, which cannot be given',
      '6.9': 'A header beyond ASCII cannot be passed on',
    },
  },
  {
    whatToDo: `Read the words of the mail server: it does not want this mail. ${REPUTATION}`,
    codes: {
      '7.0': 'Refused for reasons of security or policy',
      '7.1': 'The sender may not write to this recipient, or the mail was taken for spam',
      '7.2': 'The sender may not write to this mailing list',
      '7.28': 'Too many mails of this kind: a flood',
      '7.29': 'The mail passed through a server whose signature fails (ARC)',
    },
  },
  {
    whatToDo: 'Ask the recipient: its mail server wants an encryption or a signature that is not there.',
    codes: {
      '7.3': 'The mail would have to be converted, which its security does not allow',
      '7.4': 'A feature of security is not supported',
      '7.5': 'An encryption failed',
      '7.6': 'An algorithm of encryption is not supported',
      '7.7': 'The mail was changed on its way',
      '7.10': 'Encryption is needed',
      '7.17': 'The mailbox has a new owner since',
      '7.18': 'The domain has a new owner since',
      '7.19': 'Whether the mailbox has a new owner cannot be told',
      '7.30': 'The connection must be encrypted (REQUIRETLS)',
    },
  },
  {
    whatToDo: 'Report a bug: mail servers ask this only of those who sign in to them.',
    codes: {
      '7.8': 'What was given to sign in is not valid',
      '7.9': 'The way of signing in is too weak',
      '7.11': 'Signing in needs an encrypted connection',
      '7.12': 'A password has to be changed',
      '7.13': 'The account of the mailbox is disabled',
      '7.14': 'A relation of trust is needed',
      '7.15': 'The priority of the mail is too low',
      '7.16': 'The mail is too large for its priority',
    },
  },
  {
    whatToDo: AUTHENTICATE,
    codes: {
      '7.20': 'No signature of the domain passes (DKIM)',
      '7.21': 'No signature of an accepted domain passes (DKIM)',
      '7.22': 'No signature passes that belongs to the author (DKIM)',
      '7.23': 'The server may not send for the domain (SPF)',
      '7.24': 'SPF could not be evaluated',
      '7.25': 'The server has no valid name in the DNS',
      '7.26': 'Several ways of authentication failed',
    },
  },
];

/** Answers of mail servers that have no enhanced code. RFC 5321, section 4.2. */
export const REPLY_CODES: CodeGroup[] = [
  {
    whatToDo: LATER,
    permanent: false,
    codes: {
      421: 'The mail server is not available',
      450: 'The mailbox is not available now',
      451: 'The mail server had an error',
      452: 'The mail server has no room',
      455: 'The mail server cannot do what the mail asks for now',
    },
  },
  {
    whatToDo:
      'Report a bug, with the words of the mail server: the two servers did not understand each other.',
    permanent: true,
    codes: {
      500: 'A command is not known',
      501: 'A command has arguments that are not valid',
      502: 'A command is not implemented',
      503: 'Commands came in a wrong order',
      504: 'An argument of a command is not implemented',
      555: 'The parameters of the mail are not known',
    },
  },
  {
    whatToDo: ADDRESS,
    permanent: true,
    codes: {
      521: 'The host takes no mail',
      550: 'The mailbox is not available: unknown, or refused by policy',
      551: 'The recipient is elsewhere',
      553: 'The name of the mailbox is not allowed',
      556: 'The domain takes no mail',
    },
  },
  { whatToDo: SMALLER, permanent: true, codes: { 552: 'The mailbox has no room for this mail' } },
  {
    whatToDo: `Read the words of the mail server. ${REPUTATION}`,
    permanent: true,
    codes: { 554: 'The mail server refused the mail' },
  },
];

/** Answers to who signs in to a mail server, or should have. RFC 4954, section 6. */
export const SMTP_LOGIN_CODES: CodeGroup[] = [
  {
    whatToDo: 'Check user and password in SMTP_URL. Messages are held until then.',
    permanent: true,
    codes: {
      530: 'Signing in, or TLS, is needed',
      534: 'The way of signing in is too weak',
      535: 'User or password is wrong',
      538: 'Signing in needs an encrypted connection',
      no_login: 'The mail server offers no login',
    },
  },
  {
    whatToDo: LATER,
    permanent: false,
    codes: { 432: 'The mail server takes no more connections of us', 454: 'Signing in is not possible now' },
  },
];
