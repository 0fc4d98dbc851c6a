/** What a key may spend in a day or month of UTC: an amount, a number of segments, or both. */
export interface KeyBudget {
  period: 'day' | 'month';
  /** With its currency (ISO 4217); null: any amount. */
  amount: number | null;
  currency: string | null;
  segments: number | null;
  /** From so many percent on it is told that it comes to its end. */
  warnPercent: number;
}

/** The rules of one API key, in place of those of the settings; what is null is as there. */
export interface KeyGuard {
  /** Countries besides that of the sender; `*`: all. */
  countries: string[] | null;
  /** Per recipient: `5/10m,10/d`; empty: any number. */
  codeCaps: string | null;
  normalCaps: string | null;
  bulkCaps: string | null;
  /** Messages in a day of UTC; 0: any number. */
  perDay: number | null;
  budget: KeyBudget | null;
}
