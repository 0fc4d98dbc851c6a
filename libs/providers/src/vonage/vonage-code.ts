/** `https://developer.vonage.com/api-errors/messages#1430`, or `.../api-errors#low-balance`. */
const FRAGMENT = /#([\w-]{1,40})$/;

/**
 * The numbers that a refused request may carry, as the reference of the Messages API has them beside its 422, and what those
 * errors are called in its list. In that list, and in status callbacks, the same numbers are other errors: 1060 is an account
 * that was barred, 1100 a failure of the network.
 */
const IN_A_REFUSAL: Record<string, string> = {
  110: '1430',
  1060: '1450',
  1100: '1400',
  1110: '1410',
  1120: '1420',
  1130: '1430',
  1140: '1440',
  1150: '1020',
};

/** The recipient has answered STOP. */
export const OPTED_OUT = '1240';
const THROTTLED = '1000';
/** Too much to one number, or from one number in a day: others' texts pass meanwhile. */
const LIMITS_OF_A_SENDER = new Set(['1241', '1460']);

/** The code in the address of an error; null without one. */
export function vonageCode(type: unknown): string | null {
  return FRAGMENT.exec(typeof type === 'string' ? type : '')?.[1] ?? null;
}

/** The same of an answer with this status, by the numbers of the list. */
export function refusalCode(status: number, type: unknown): string | null {
  const code = vonageCode(type);
  return (status === 422 && code !== null && IN_A_REFUSAL[code]) || code;
}

/** Taken as a limit whatever the status: it ends by itself. */
export function isThrottled(code: string | null): boolean {
  return code === THROTTLED;
}

export function isLimitOfSender(code: string | null): boolean {
  return code !== null && LIMITS_OF_A_SENDER.has(code);
}
