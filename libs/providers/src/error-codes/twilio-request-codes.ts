import type { CodeGroup } from './error-code.js';

/** Twilio's codes of requests to send that it refuses. */
export const TWILIO_REQUEST_CODES: CodeGroup[] = [
  {
    whatToDo: 'Correct the number of the recipient: a mobile number in E.164 form, such as +15551234567.',
    permanent: true,
    codes: {
      21211: "The 'To' number is not a valid phone number",
      21217: 'The phone number does not look valid',
      21401: 'The phone number is not valid',
      21421: 'The phone number is not valid',
      21604: "The 'To' number is missing",
      21614: "The 'To' number is not a mobile number",
      21635: "The 'To' number is a landline",
    },
  },
  {
    whatToDo: 'Send from a number or sender of this account that can text to the country of the recipient.',
    permanent: true,
    codes: {
      21212: "The 'From' number is not valid",
      21213: "The 'From' number is missing",
      21603: "A 'From' number or a messaging service is missing",
      21657: 'The sender ID is not valid',
      21708: 'The alphanumeric sender is missing',
      21910: "'From' and 'To' are of different channels",
    },
  },
  {
    whatToDo: 'Send from a number or sender of this account that can text to the country of the recipient.',
    permanent: true,
    elsewhere: true,
    codes: {
      21407: 'This type of number does not support texts',
      21601: "The 'From' number cannot send texts",
      21606: "The 'From' number is not one of the account that can send to this destination",
      21612: "The 'To' number cannot be reached from this 'From' number",
      21616: "The 'From' matches several numbers of the account",
      21659: "The 'From' is no number or short code of Twilio",
      21660: "The 'From' number does not belong to the account",
      21709: 'The alphanumeric sender is not valid for this messaging service',
    },
  },
  {
    whatToDo: 'Verify the number in the Twilio Console, or upgrade the trial account.',
    permanent: true,
    elsewhere: true,
    codes: {
      21210: "The 'From' number is not verified",
      21219: "The 'To' number is not verified",
      21607: "The 'From' number of a trial account must be that of the sandbox",
      21608: "The 'To' number is not verified for this trial account",
    },
  },
  {
    whatToDo: 'Enable the country under Messaging, Geo permissions, in the Twilio Console, and retry.',
    permanent: true,
    elsewhere: true,
    codes: { 21408: "Sending to the region of the 'To' number is not enabled for the account" },
  },
  {
    whatToDo: 'Do not send: the person answered STOP. It can only be lifted by a START from that phone.',
    permanent: true,
    codes: { 21610: 'The recipient has opted out' },
  },
  {
    whatToDo:
      'Nothing: it is tried again as room comes. If it happens often, spread the messages over more senders or a messaging service.',
    permanent: false,
    codes: {
      14107: 'The rate limit for texts is exceeded',
      21611: "The queue of the 'From' number is full",
    },
  },
  {
    whatToDo:
      'Check the number with the recipient, and retry later: no carrier was found that reaches it now.',
    permanent: false,
    codes: { 21214: "The 'To' number cannot be reached" },
  },
  {
    whatToDo: 'Shorten the text, or complete it: 1 to 1,600 characters, or a file.',
    permanent: true,
    codes: {
      21602: 'The body is missing',
      21605: 'The body is too long',
      21617: 'The body is longer than 1,600 characters',
      21618: 'The body cannot be sent',
      21619: 'A body, media or content is missing',
      21652: 'The subject is too long',
      21653: 'There are more recipients than allowed',
      21658: 'A parameter is too long',
    },
  },
  {
    whatToDo: 'Correct the files: at most ten, each at a public http or https address.',
    permanent: true,
    codes: { 21620: 'The address of a file is not valid', 21623: 'Too many files' },
  },
  {
    whatToDo: 'Send from a number that can MMS, to a country in which it can; or send a text with a link.',
    permanent: true,
    codes: {
      21621: "The 'From' number is not enabled for MMS",
      21622: 'MMS is not enabled for the account',
    },
  },
  {
    whatToDo: 'Set PUBLIC_URL to an address that Twilio can call, with https.',
    permanent: true,
    codes: { 21609: 'The address for status callbacks is not valid' },
  },
  {
    whatToDo: 'Complete the papers of the number in the Twilio Console, under Regulatory compliance.',
    permanent: true,
    codes: { 21613: 'The number needs a certification', 21615: 'The number needs a local address' },
  },
  {
    whatToDo: 'Correct the option of the message, or leave it out.',
    permanent: true,
    codes: {
      21624: 'The validity period is not valid',
      21627: 'The maximum price is not a number',
      21654: 'The content SID is missing',
      21655: 'The content SID is not valid',
      21656: 'The content variables are not valid',
      30012: 'The validity period is too short',
      30013: 'The validity period is too long',
      30014: "The 'To' attributes are not valid",
      30028: 'The version of the API is not valid',
      30029: 'The content retention is not valid',
      30030: 'The address retention is not valid',
      30031: 'The maximum rate is not valid',
      90007: 'The validity period is not valid',
    },
  },
  {
    whatToDo:
      'Look at the messaging service in the Twilio Console: it must exist and have a sender for this country.',
    permanent: true,
    elsewhere: true,
    codes: {
      21701: 'There is no such messaging service',
      21702: 'The messaging service cannot send now',
      21703: 'The messaging service has no number that can send this',
      21704: 'The messaging service has no numbers',
      21705: 'The messaging service is not valid',
      21711: 'The number is not in the messaging service',
      21712: 'The number is in another messaging service',
      21715: 'The number lacks what the messaging service needs',
    },
  },
  {
    whatToDo: 'Look at the registration of brand and campaign (A2P 10DLC) in the Twilio Console.',
    permanent: true,
    codes: {
      21717: 'The A2P brand is not registered',
      21720: 'The A2P use case is not valid',
      21729: 'The A2P campaign is suspended',
    },
  },
];
