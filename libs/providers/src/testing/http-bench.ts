import type { ServerResponse } from 'node:http';
import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import type { MessageProvider } from '../message-provider.js';
import type { Answer, Behaviour, ProviderBench } from './contract-subject.js';

/** What a provider's API answers; the rest is the same for all that speak HTTP. */
export type HttpAnswers = Record<Exclude<Behaviour, 'silent' | 'cut'>, Answer>;

/** The bench of a provider that is called over HTTP: `make` makes it, for the address of its other side, where `files` lie. */
export async function httpBench(
  answers: HttpAnswers,
  make: (url: string) => MessageProvider,
  files: Record<string, string> = {},
): Promise<ProviderBench> {
  let behaviour: Behaviour = 'accept';
  let own: ((response: ServerResponse, accept: Answer) => void) | null = null;
  const seen: string[] = [];
  const peer = await HttpPeer.start((response, { method, url, headers, body }) => {
    if (method === 'GET' && Object.hasOwn(files, url)) return void response.end(files[url]);
    seen.push([url, JSON.stringify(headers), body].join('\n'));
    if (own) own(response, answers.accept);
    else answer(response, behaviour, answers);
  });
  return {
    provider: make(peer.url),
    seen,
    behave: (how) => (behaviour = how),
    answer: (as) => (own = as),
    close: () => peer.close(),
  };
}

function answer(response: ServerResponse, behaviour: Behaviour, answers: HttpAnswers): void {
  if (behaviour === 'silent') return;
  if (behaviour === 'cut') return void response.destroy();
  const [status, body, headers] = answers[behaviour];
  if (typeof body === 'string') response.writeHead(status, headers).end(body);
  else json(response, status, body, headers);
}
