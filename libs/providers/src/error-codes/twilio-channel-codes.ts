import type { CodeGroup } from './error-code.js';

/** Twilio's codes of channels beside SMS and MMS (RCS, WhatsApp), which its messaging services may choose. */
export const TWILIO_CHANNEL_CODES: CodeGroup[] = [
  {
    whatToDo:
      'Look at the sender of the channel in the Twilio Console: its registration, its account and its credentials.',
    permanent: true,
    codes: {
      63001: 'The channel could not authenticate the request',
      63002: "The channel does not know the 'From' address",
      63007: "There is no channel with this 'From' address",
      63008: 'The channel is not configured as it must be',
      63020: 'The business account at the channel has a fault',
      63022: 'The certificate of the name at the channel is not valid',
      63035: 'The RCS sender is not launched where the recipient is',
      63051: 'The business account at the channel is locked',
    },
  },
  {
    whatToDo: 'Check the number with the recipient: it is not on this channel, or does not want this sender.',
    permanent: true,
    codes: {
      63003: "The channel does not know the 'To' address",
      63014: 'The recipient has blocked the sender on the channel',
      63015: 'The recipient has not joined the sandbox of the channel',
      63024: 'The recipient is not valid',
      63031: "'From' and 'To' are the same",
      63032: 'The channel allows no such message to this recipient',
      63033: 'The recipient is blocked',
    },
  },
  {
    whatToDo: 'Change the content to what the channel takes.',
    permanent: true,
    codes: {
      63005: 'The channel did not accept the content',
      63006: 'The content cannot be formatted for the channel',
      63011: 'The request is not valid for the channel',
      63013: 'The policy of the channel is violated',
      63021: 'The content is not valid for the channel',
      63026: 'The channel took the content for spam',
      63030: 'A parameter is not supported for this type of message',
      63034: 'The media is too large',
    },
  },
  {
    whatToDo: 'Send an approved template: a free text is taken only for a day after the person wrote.',
    permanent: true,
    codes: { 63016: 'A free text outside of its time window: the channel wants a template' },
  },
  {
    whatToDo: 'Look at the template in the Twilio Console: its approval, its languages and its parameters.',
    permanent: true,
    codes: {
      63027: 'The template does not exist in this language',
      63028: 'The number of parameters does not fit the template',
      63029: 'The recipient could not download the template',
      63040: 'The template was rejected',
      63041: 'The template is paused',
      63042: 'The template is disabled',
    },
  },
  {
    whatToDo: 'Retry later. If it lasts, look at status.twilio.com.',
    permanent: false,
    codes: {
      63009: 'The provider of the channel had an internal error',
      63010: 'Internal error of the messaging platform at Twilio',
      63012: 'The provider of the channel had an internal error',
      63017: 'The rate limit is exceeded',
      63018: 'The rate limit of the channel is exceeded',
      63023: 'The channel gave no reason',
      63025: 'The media is there already',
      63036: 'The number cannot be reached by RCS now',
    },
  },
  {
    whatToDo: 'Open the addresses of the files from outside of your network, and retry.',
    permanent: false,
    codes: {
      63019: 'The media could not be downloaded',
      63037: 'The media could not be uploaded to the channel',
    },
  },
];
