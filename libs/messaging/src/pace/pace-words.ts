/** `less than a second`, `about 40 seconds`, `about 14 minutes`, `about 3 hours`, `about 5 days`. */
export function aboutSoLong(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 1) return 'less than a second';
  const [size, unit] =
    seconds < 120
      ? [1, 'second']
      : seconds < 7_200
        ? [60, 'minute']
        : seconds < 172_800
          ? [3_600, 'hour']
          : [86_400, 'day'];
  const count = Math.round(seconds / size);
  return `about ${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Whose pace: `its sender's pace`, `the pace of twilio.eu`. */
export function paceWords(of: 'sender' | 'account', account: string): string {
  return of === 'sender' ? "its sender's pace" : `the pace of ${account}`;
}
