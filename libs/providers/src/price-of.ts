import type { MessagePrice } from './message-provider.js';

const AMOUNT = /^-?\d{1,8}(\.\d{1,12})?$/;
const CURRENCY = /^[a-z]{3}$/i;

/** A price as a provider writes it, which may be below 0 for what is taken from an account; null where it is none. */
export function priceOf(amount: unknown, currency: unknown): MessagePrice | null {
  const [number, unit] = [amount, currency].map(wordOf) as [string, string];
  if (!AMOUNT.test(number) || !CURRENCY.test(unit)) return null;
  return { amount: Math.abs(Number(number)).toFixed(6), currency: unit.toUpperCase() };
}

/** Of anything else nothing: not even that it can be made a text is sure of what others send. */
function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
