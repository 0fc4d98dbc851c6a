import { MESSAGE_PRIORITIES } from '#entities';
import { aText, anEmail, type LoadOptions, type Post } from './load.js';
import type { ProviderKind } from './ledger.js';
import type { SeededChoices } from './seeded-choices.js';
import { SystemUnderFault } from './system-under-fault.js';

/** Who else carries what each of them carries. */
export const OTHER: Record<ProviderKind, ProviderKind> = {
  twilio: 'vonage',
  vonage: 'twilio',
  sendgrid: 'ses',
  ses: 'sendgrid',
};

const FREE = '+15550000001';
/** Sends more than its pace: some of it waits in its processor, some in PostgreSQL. */
const PACED = '+15550000002';
/** Meant for Vonage alone, so that Twilio is asked only instead. */
const VONAGE_FIRST = '+15550000003';
const PACED_MAILBOX = 'news@example.com';
const SENDERS = [...Array<string>(7).fill(FREE), PACED, VONAGE_FIRST, VONAGE_FIRST];

const ROUTES = `
routes:
  - match: { channel: [sms, mms], from: "${VONAGE_FIRST}" }
    accounts: { vonage: 1, twilio: 0 }
  - match: { channel: [sms, mms] }
    accounts: { twilio: 2, vonage: 1 }
  - match: { channel: email }
    accounts: { sendgrid: 1, ses: 1 }
paces:
  senders:
    "${PACED}": { per_second: 3 }
    ${PACED_MAILBOX}: { per_second: 3 }
  accounts:
    vonage: { per_second: 30 }
`;

/** A system with two providers of each channel, and paces. */
export function startWithTwoProviders(): Promise<SystemUnderFault> {
  return SystemUnderFault.start({}, ROUTES);
}

/** Messages of every type and priority, from senders with and without a pace. */
export const EVERY_LANE: LoadOptions = {
  post: (choices, number) => ({ ...aMessage(choices, number), priority: choices.pick(MESSAGE_PRIORITIES) }),
};

function aMessage(choices: SeededChoices, number: number): Post {
  if (choices.of(0.2)) {
    const mail = anEmail(number);
    return choices.of(0.3) ? { ...mail, from: PACED_MAILBOX } : mail;
  }
  const text = { ...aText(number), from: choices.pick(SENDERS) };
  if (choices.of(0.9)) return text;
  return { ...text, type: 'mms', attachments: ['https://example.com/picture.png'] };
}
