import { Injectable } from '@nestjs/common';
import { latencyOf } from '#entities';
import { type MessageProvider, Providers } from '#providers';
import { momentOf, type QueueAdmin } from '#queue';
import { sumOf } from './recent-calls.js';
import { type ProviderReport, ProviderReports, reportsIn } from './provider-reports.js';

/** More faults than this share of at least so many calls, and a provider is not well though nothing holds it back. */
const DEGRADED_SHARE = 0.2;
const DEGRADED_CALLS = 10;

/** How a provider is, as all processes that call it find it. */
export interface ProviderState {
  name: string;
  /** `degraded`: it takes messages, but slows us down or fails often. `down`: its messages are held back. */
  state: 'ok' | 'degraded' | 'down' | 'not_configured';
  /** In words. */
  text: string;
  /** Since when its messages are held back. */
  since: Date | null;
  /** When it is tried again. */
  nextTrialAt: Date | null;
  /** Of the calls of the last five minutes: how many there were, which share failed by its fault, how long they took. */
  calls: number;
  errorRate: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** Says how the providers are. */
@Injectable()
export class ProviderStates {
  constructor(
    private readonly providers: Providers,
    private readonly reports: ProviderReports,
  ) {}

  /** @throws QueueUnavailableError: processes tell of their providers through Redis. */
  async all(): Promise<ProviderState[]> {
    const reports = await this.reports.all();
    return this.providers.all.map((provider) => stateOf(provider, reports.get(provider.name) ?? []));
  }
}

/** Why a provider takes no messages now, in words; null when it does. @throws QueueUnavailableError */
export async function whyHeld(queues: QueueAdmin, provider: string): Promise<string | null> {
  const hold = holdIn((await reportsIn(queues)).filter((report) => report.provider === provider));
  return hold && hold.reason !== 'slowed' ? hold.words : null;
}

/** What holds messages back by the word of most weight, with all of it in words. */
function holdIn(reports: ProviderReport[]) {
  const holds = reports
    .flatMap(({ hold }) => hold ?? [])
    .sort((one, other) => one.nextTrialMs - other.nextTrialMs);
  const hold = holds.find(({ reason }) => reason !== 'slowed') ?? holds[0];
  if (!hold) return null;
  const { text, since, nextTrialMs } = hold;
  const share = holds.length < reports.length ? ` for ${holds.length} of ${reports.length} processes` : '';
  const next = nextTrialMs > 0 ? `next trial in ${Math.ceil(nextTrialMs / 1_000)} s` : 'being tried';
  return { ...hold, words: `${text}${share} since ${momentOf(since)}, ${next}` };
}

function stateOf({ name, lack }: MessageProvider, reports: ProviderReport[]): ProviderState {
  const { calls, faults, latencies } = sumOf(reports);
  const { p50: p50Ms, p95: p95Ms } = latencyOf(latencies);
  const errorRate = calls === 0 ? null : faults / calls;
  const figures = { name, since: null, nextTrialAt: null, calls, errorRate, p50Ms, p95Ms };
  const hold = holdIn(reports);
  if (hold) {
    return {
      ...figures,
      state: lack !== undefined ? 'not_configured' : hold.reason === 'slowed' ? 'degraded' : 'down',
      text: hold.words,
      since: new Date(hold.since),
      nextTrialAt: new Date(Date.now() + hold.nextTrialMs),
    };
  }
  if (lack !== undefined) return { ...figures, state: 'not_configured', text: `not configured: set ${lack}` };
  if (errorRate === null) return { ...figures, state: 'ok', text: 'no calls in the last five minutes' };
  const percent = `${Math.round(errorRate * 100)} % of ${calls} calls failed in the last five minutes`;
  const isDegraded = calls >= DEGRADED_CALLS && errorRate > DEGRADED_SHARE;
  return { ...figures, state: isDegraded ? 'degraded' : 'ok', text: percent };
}
