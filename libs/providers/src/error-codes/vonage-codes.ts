import type { CodeGroup } from './error-code.js';

/** What any of Vonage's APIs answers, by the fragment of its `type`. */
export const VONAGE_ANSWERS: CodeGroup[] = [
  {
    whatToDo:
      'Check VONAGE_APPLICATION_ID and VONAGE_PRIVATE_KEY, and the clock of the host. Texts are held until then.',
    permanent: true,
    codes: {
      unauthorized: 'The credentials are not accepted',
      // Written so in the reference of the Messages API.
      unathorized: 'The credentials are not accepted',
      'invalid-api-key': 'The account is not known',
      'invalid-signature': 'The signature of the request is not valid',
      'jwt-expired': 'The token of the request has expired',
      'jwt-revoked': 'The token of the request was revoked',
    },
  },
  {
    whatToDo:
      'Look in the Vonage dashboard whether the application may use Messages. Texts are held until then.',
    permanent: true,
    codes: {
      forbidden: 'The account may not do this',
      unprovisioned: 'The application may not use Messages',
    },
  },
  {
    whatToDo: 'Ask the support of Vonage why. Texts are held until then.',
    permanent: true,
    codes: { 'account-suspended': 'The account is suspended' },
  },
  {
    whatToDo: 'Top up the account in the Vonage dashboard. Texts are held until then.',
    permanent: true,
    codes: { 'low-balance': 'The credit is used up' },
  },
  {
    whatToDo: 'Check VONAGE_BASE_URL: the request reached a place that takes no messages.',
    permanent: true,
    codes: { 'not-found': 'There is nothing at this address' },
  },
  {
    whatToDo: 'Read the words of the answer: they name the parameter that is wrong.',
    permanent: true,
    codes: {
      'invalid-params': 'A parameter is not valid',
      'invalid-json': 'The request is not valid JSON',
    },
  },
  {
    whatToDo: 'Nothing: it is tried again by itself once the limit allows.',
    permanent: false,
    codes: { throttled: 'Too many requests' },
  },
];

/** Of the Messages API: what is wrong with a message, its sender or the account. */
export const VONAGE_REQUEST_CODES: CodeGroup[] = [
  {
    whatToDo: 'Nothing: it is tried again by itself once the limit allows.',
    permanent: false,
    codes: {
      1000: 'More messages at once than the account may send',
      1241: 'Too many messages to the same numbers',
      1460: 'The sender has used up its messages of the day (10DLC)',
      1472: 'Held up by the burst protection of Fraud Defender',
    },
  },
  {
    whatToDo: 'Read the words of the answer: they name the parameter that is wrong.',
    permanent: true,
    codes: {
      1010: 'A parameter is missing',
      1020: 'A parameter is not valid',
      1130: 'The time to live is not valid',
      1150: 'The class of the message is not valid',
      1400: 'The channel is not supported',
      1410: 'A parameter of the channel is not valid',
      1440: 'The channel does not carry this type of message',
      1450: 'The client reference is not valid',
    },
  },
  {
    whatToDo: 'Send from a number or name of this account that can text to the country of the recipient.',
    permanent: true,
    elsewhere: true,
    codes: {
      1120: 'The sender is not allowed in the country of the recipient',
      1242: 'There is no such pool of numbers',
      1420: 'The sender is not valid for this channel',
      1476: 'The sender is on a list of numbers that send nothing',
    },
  },
  {
    whatToDo: 'Correct the number of the recipient: a mobile number in E.164 form, such as +15551234567.',
    permanent: true,
    codes: {
      1170: 'The recipient is missing or not valid',
      1430: 'The recipient is not valid for this channel',
      1431: 'There is more than one recipient',
    },
  },
  {
    whatToDo:
      'Look in the Vonage dashboard: the account, its credit or its settings do not allow this message.',
    permanent: true,
    codes: {
      1060: 'The account may not send messages',
      1070: 'The quota or the credit is used up',
      1080: 'The account may not use this API',
    },
  },
  {
    whatToDo: 'Look in the Vonage dashboard: the settings of the account do not allow this message.',
    permanent: true,
    elsewhere: true,
    codes: {
      1140: 'The account may not use this',
      1160: 'The number is not on the list of a trial account',
    },
  },
  {
    whatToDo:
      'Change the rules of Fraud Defender in the Vonage dashboard if this text was meant to go there.',
    permanent: true,
    codes: {
      1470: 'Refused by a traffic rule of Fraud Defender',
      1473: 'Taken for artificially inflated traffic by Fraud Defender',
      1474: 'The country is blocked in Fraud Defender',
      1475: 'The network is blocked in Fraud Defender',
      2001: 'Taken for fraud or abuse by the carrier',
    },
  },
  {
    whatToDo: 'Send a smaller file, of a kind that MMS carries, from an address that anybody can reach.',
    permanent: true,
    codes: {
      1380: 'The file could not be fetched',
      1381: 'The file is too large',
      1382: 'Files of this kind are not carried',
    },
  },
  {
    whatToDo: 'Register sender, text and consent as the country of the recipient demands.',
    permanent: true,
    codes: {
      1480: 'The registration of the company is missing or wrong',
      1481: 'The registration of the sender is missing or wrong',
      1482: 'The registration of the text is missing or wrong',
      1483: 'The consent of the recipient is not registered',
      1484: 'A check that regulations demand has failed',
    },
  },
];

/** Of the Messages API: what became of a message on its way. */
export const VONAGE_DELIVERY_CODES: CodeGroup[] = [
  {
    whatToDo: 'Do not write to this person from this number: STOP was answered.',
    permanent: true,
    codes: { 1240: 'The recipient has opted out' },
  },
  {
    whatToDo: 'Check the number with the recipient.',
    permanent: true,
    codes: {
      1040: 'The number cannot be routed',
      1050: 'The number is barred',
      1190: 'The number is not in use any more',
      1300: 'The number is not in the network of the provider',
      1310: 'The device cannot receive the message',
    },
  },
  {
    whatToDo: 'Ask the recipient to speak to the carrier, or use another channel.',
    permanent: true,
    codes: {
      1200: 'The number moved to another carrier, and is not found there',
      1270: 'The carrier blocked it for the age of its subscriber',
      1280: 'The carrier blocked the number',
      1290: 'The prepaid credit of the recipient is used up',
    },
  },
  {
    whatToDo: 'Look at the text, its links and the sender: carriers filter by all of them.',
    permanent: true,
    codes: {
      1210: 'The carrier took the text for spam',
      1282: 'The provider refused it for its content or by policy',
    },
  },
  {
    whatToDo: 'Send shorter texts.',
    permanent: true,
    codes: { 1090: 'The message is too long' },
  },
  {
    whatToDo: 'Send through another provider, or from another number.',
    permanent: true,
    elsewhere: true,
    codes: {
      1250: 'There is no route to the number',
      1251: 'Routing rules leave no route to the number',
      1260: 'The number cannot be reached',
    },
  },
  {
    whatToDo: 'Retry later.',
    permanent: false,
    codes: {
      1030: 'Internal error at Vonage',
      1100: 'The message could not be handed on',
      1180: 'The handset cannot be reached for now',
      1220: 'The handset was busy',
      1230: 'The network failed for now',
      1330: 'The carrier refused it without a reason',
      1331: 'The carrier does not answer',
    },
  },
  {
    whatToDo: 'Send it again with a later expires_at, if it still matters.',
    permanent: true,
    codes: { 1360: 'The message expired before it could be delivered' },
  },
  {
    whatToDo: 'Ask the recipient: a part of the text may have arrived.',
    permanent: false,
    codes: { 1490: 'Not all parts of the text were reported in time' },
  },
  {
    whatToDo: 'Nothing: it was sent before.',
    permanent: true,
    codes: { 1320: 'The message was already sent' },
  },
];
