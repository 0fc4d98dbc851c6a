/** So little is told with more digits: a text costs less than a cent. */
const SMALL = 1;

/** An amount with its currency: `$12.40`, `€0.0075`; one of a currency that nobody knows as `12.4 XYZ1`. */
export function money(amount: number, currency: string): string {
  const digits = Math.abs(amount) < SMALL && amount !== 0 ? 4 : 2;
  return formatted(amount, currency, { minimumFractionDigits: 2, maximumFractionDigits: digits });
}

/** The same where there is little room. */
export function shortMoney(amount: number, currency: string): string {
  return formatted(amount, currency, { notation: 'compact', maximumSignificantDigits: 3 });
}

function formatted(amount: number, currency: string, options: Intl.NumberFormatOptions): string {
  const isCode = /^[A-Za-z]{3}$/.test(currency);
  const shown = new Intl.NumberFormat(undefined, {
    ...options,
    ...(isCode && { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  }).format(amount);
  return isCode ? shown : `${shown} ${currency}`;
}
