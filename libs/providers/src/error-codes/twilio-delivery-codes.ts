import type { CodeGroup } from './error-code.js';

/** Twilio's codes of messages that it took and that were not delivered. */
export const TWILIO_DELIVERY_CODES: CodeGroup[] = [
  {
    whatToDo:
      'Retry later: the phone is off, has no signal, or is abroad. If it happens again, ask the recipient whether other texts arrive.',
    permanent: false,
    codes: { 30003: 'Unreachable destination handset' },
  },
  {
    whatToDo:
      'Retry once; the carrier gave no reason. If it happens with many, ask the support of Twilio, with the ids.',
    permanent: false,
    codes: {
      30008: 'Unknown error',
      30410: 'The provider behind Twilio gave no answer in time',
      30485: 'The message could not be delivered',
    },
  },
  {
    whatToDo:
      'Check the number with the recipient: it is unknown, not in service, a landline, or its carrier cannot be reached.',
    permanent: true,
    codes: { 30005: 'Unknown destination handset', 30006: 'Landline or unreachable carrier' },
  },
  {
    whatToDo: 'Ask the recipient: the phone or its carrier blocks the sender, or cannot receive texts.',
    permanent: true,
    codes: { 30004: 'Message blocked' },
  },
  {
    whatToDo:
      'Read the text as a filter would: links, capitals, unknown sender. Check that recipients agreed, and register the sender.',
    permanent: true,
    codes: {
      30007: 'Message filtered',
      30038: 'Filtered because it holds a one-time password',
      30039: 'Filtered to prevent a loop of messages',
    },
  },
  {
    whatToDo:
      'Wait half an hour: Twilio suspects fraud at this destination. Look whether somebody misuses your forms.',
    permanent: false,
    codes: { 30450: 'The delivery was blocked' },
  },
  {
    whatToDo:
      'Send more slowly or from more senders: messages waited at Twilio for longer than they were good. Retry those that still matter.',
    permanent: false,
    codes: {
      30001: 'Queue overflow',
      30017: 'The network of the carrier is congested',
      30022: 'The rate limits of US A2P 10DLC are exceeded',
      30036: 'The validity period was over before it could be sent',
    },
  },
  {
    whatToDo:
      'Wait for the next day (midnight Pacific time), and retry. If it happens often, have the limit raised.',
    permanent: false,
    codes: {
      30023: 'The daily limit of US A2P 10DLC is reached',
      30025: "Half of the day's limit at T-Mobile is used (US A2P 10DLC)",
      30026: "70 percent of the day's limit at T-Mobile is used (US A2P 10DLC)",
      30027: "The day's limit at T-Mobile is reached (US A2P 10DLC)",
      30454: 'The account has exceeded its limit of messages',
      63038: 'The account has reached its daily limit of messages',
    },
  },
  {
    whatToDo: 'Look at the balance and the state of the account in the Twilio Console, and then retry.',
    permanent: true,
    codes: { 30002: 'Account suspended', 30037: 'Sending is disabled for the account' },
  },
  {
    whatToDo: 'Register the sender in the Twilio Console for the country of the recipient, and then retry.',
    permanent: true,
    codes: {
      30018: 'The destination carrier wants the sender to be registered before',
      30024: 'The numeric sender is not provisioned at the carrier',
      30032: 'The toll-free number is not verified',
      30034: 'The message is from an unregistered number (US A2P 10DLC)',
      30040: 'The destination carrier wants the sender ID to be registered before',
      30041: 'The message to a number of the United Kingdom is from an unregistered number',
      30043: 'An international text came over a domestic gateway',
    },
  },
  {
    whatToDo: 'Wait until the number is ready (hours to days), and retry.',
    permanent: false,
    codes: { 30035: 'The number is still being configured (US A2P 10DLC)' },
  },
  {
    whatToDo: 'Ask the support of Twilio why the campaign was suspended.',
    permanent: true,
    codes: { 30033: 'The US A2P 10DLC campaign is suspended' },
  },
  {
    whatToDo:
      'Send a text with a link instead of files, or smaller files: carriers take little more than 600 kB.',
    permanent: true,
    codes: {
      11751: 'The media is larger than the carrier or channel takes',
      30011: 'The receiving number does not take MMS in this region',
      30019: 'The content is larger than the carrier takes',
    },
  },
  {
    whatToDo: 'Ask the person to send it again: a part of the inbound text never came.',
    permanent: false,
    codes: { 30009: 'A segment of the message is missing' },
  },
  {
    whatToDo:
      'Raise the maximum price, or shorten the text: characters outside of GSM-7 make it cost more segments.',
    permanent: true,
    codes: { 30010: 'The price of the message is higher than the maximum that was set' },
  },
  {
    whatToDo: 'Retry: it failed at Twilio. If it lasts, look at status.twilio.com.',
    permanent: false,
    codes: {
      30020: 'The scheduling of messages failed at Twilio',
      30021: 'The orchestration of messages failed at Twilio',
      30103: 'The links were not shortened: the application failed',
    },
  },
  {
    whatToDo: 'Verify the domain of your short links in the Twilio Console.',
    permanent: true,
    codes: { 30101: 'The domain of the short links is not verified' },
  },
  {
    whatToDo: 'Nothing: it had left already.',
    permanent: true,
    codes: { 30409: 'The message can no longer be canceled' },
  },
  {
    whatToDo: "Use the same channel in 'From' and 'To'.",
    permanent: true,
    codes: {
      30015: 'The type of channel is not supported',
      30016: "The channels of 'To' and 'From' do not fit",
    },
  },
];
