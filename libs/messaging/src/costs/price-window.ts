/** How long a time is in which a provider's prices are asked for together, in milliseconds. */
export const PRICE_WINDOW_MS = 600_000;

/** The windows of these providers and times, each once. */
export function windowsOf(sent: { provider: string; time: Date }[]): { provider: string; begins: Date }[] {
  const windows = sent.map(({ provider, time }) => {
    return { provider, begins: new Date(Math.floor(time.getTime() / PRICE_WINDOW_MS) * PRICE_WINDOW_MS) };
  });
  return [...new Map(windows.map((each) => [`${each.provider} ${each.begins.getTime()}`, each])).values()];
}
