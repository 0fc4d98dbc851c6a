import { explain } from '../error-codes/error-codes.js';

/** A code in words, for callbacks give most of them by number alone; of one that is not known, where it is explained. */
export function twilioWords(code: string): string {
  const known = explain('twilio', code);
  if (known?.provider === 'twilio') return known.title;
  const page = /^\d{1,6}$/.test(code) ? `: https://www.twilio.com/docs/api/errors/${code}` : '';
  return `Twilio error ${code}${page}`;
}
