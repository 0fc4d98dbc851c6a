import { answerOf, client, type Schemas } from '../api/api.js';
import type { Step } from '../charts/series.js';
import { useLive } from '../ui/use-live.js';

export type Statistics = Schemas['Statistics'];
type Asked = {
  interval: Step;
  group_by?: string;
  type?: 'sms' | 'mms' | 'email';
  provider?: string;
  tag?: string;
};

/** Figures are counted every few seconds: asking more often tells nothing new. */
export const FIGURES_MS = 10_000;

/** What became of messages in a period, in numbers. */
export function useStatistics(query: Asked) {
  return useLive(
    ['statistics', query],
    (signal) => answerOf(client.api.GET('/api/v1/statistics', { params: { query }, signal })),
    FIGURES_MS,
  );
}
