const SHORT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** `12.3K`: where there is little room. */
export const shortCount = (value: number): string => SHORT.format(value);

const PART = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** A part of one as `98.7 %`. What is not all never reads as all, and what is not nothing never as nothing. */
export function percent(part: number): string {
  const isEnd = part <= 0 || part >= 1;
  return `${PART.format(isEnd ? part * 100 : Math.min(99.9, Math.max(0.1, part * 100)))} %`;
}
