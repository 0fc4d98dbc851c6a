import { counted } from '../ui/counts.js';
import type { Concern } from './concerns.js';
import { listOf } from './list-of-place.js';
import type { Operations, Place, Provider, Queue } from './use-operations.js';

/** Of what is known of queues, providers, and what waits for a person. */
export function concernsOfOperations({ queues = [], providers = [], waiting }: Operations): Concern[] {
  const troubled = providers.filter(({ state }) => state === 'degraded' || state === 'down');
  const isHeld = troubled.length > 0;
  return [
    ...troubled.map(ofProvider),
    // What is held by a provider is said of the provider.
    ...queues.filter(({ state }) => state !== 'running' && !(state === 'held' && isHeld)).map(ofQueue),
    ...(waiting?.places ?? []).filter(({ needs_attention: needs }) => needs).flatMap(ofPlace),
  ];
}

function ofProvider({ name, state, text }: Provider): Concern {
  return {
    tone: state === 'down' ? 'bad' : 'warn',
    // Figures do not say whose they are.
    text: text.startsWith(name) ? sentence(text) : `${name}: ${text}.`,
    to: `/failures?provider=${name}&interval=minute`,
  };
}

function ofQueue({ name, state, state_text: text }: Queue): Concern {
  return {
    tone: state === 'paused' ? 'warn' : 'bad',
    text: `${name}: ${text}.`,
    to: `/queues/${encodeURIComponent(name)}`,
  };
}

function ofPlace(place: Place): Concern[] {
  const { place: name, count, more, text, link } = place;
  const words = WORDS[name];
  // Said of the queue and of the provider.
  if (name === 'queue' || name === 'held') return [];
  const many = (one: string) => `${more ? 'More than ' : ''}${counted(count, one)}`;
  return [
    { tone: 'warn', text: words?.(many) ?? `${many('time')}: ${text}.`, to: listOf(link) ?? undefined },
  ];
}

type Many = (one: string) => string;

const WORDS: Partial<Record<Place['place'], (many: Many) => string>> = {
  dead_letters: (many) => `${many('dead letter')}: replay or discard them.`,
  outcome_unknown: (many) => `${many('message')} of which nobody can know whether they were sent.`,
  sent_without_news: (many) => `${many('message')} sent without news, of which the provider cannot be asked.`,
  webhooks: (many) => `${many('webhook')} waiting for an endpoint that is paused.`,
};

/** As a sentence is written. */
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
