import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TwilioError } from './twilio-errors.js';

const SID = /^MG[0-9a-f]{32}$/i;
/** The end of a sid says what is wrong with the service: that there is none, or that it has no number for this message. */
const FAULTS = [21701, 21703, 21704];
const NUMBERS = 3;
const MAX_REMEMBERED = 10_000;

/**
 * Messaging Services: whoever names one gets one, with three numbers of its own. The same recipient hears from the same number
 * of them, as with Sticky Sender. https://www.twilio.com/docs/messaging/services
 */
@Injectable()
export class MessagingServices {
  private readonly ofNumbers = new Map<string, string>();

  /** @throws TwilioError where the sid is none of a service, or its last digits ask for that. */
  check(sid: string): void {
    if (!SID.test(sid)) throw TwilioError.of(21701);
    const code = FAULTS.find((fault) => sid.endsWith(String(fault)));
    if (code !== undefined) throw TwilioError.of(code);
  }

  /** The number that it sends to this recipient from. */
  choose(sid: string, to: string): string {
    const digest = createHash('sha256').update(sid.toLowerCase()).digest().readUInt32BE();
    const place = createHash('sha256').update(to).digest().readUInt32BE() % NUMBERS;
    const number = `+1555${String((digest % 999_999) * 10 + place)
      .padStart(7, '0')
      .slice(-7)}`;
    if (!this.ofNumbers.has(number) && this.ofNumbers.size >= MAX_REMEMBERED)
      this.ofNumbers.delete(this.ofNumbers.keys().next().value as string);
    this.ofNumbers.set(number, sid);
    return number;
  }

  /** The service that sent from this number; null: none did. */
  serviceOf(number: string): string | null {
    return this.ofNumbers.get(number) ?? null;
  }
}
