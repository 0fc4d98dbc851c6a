import type { Request } from './questions.js';

/** How many milliseconds the whole answer took. @throws Error when it is none. */
export async function ask(url: string, { path, body }: Request): Promise<number> {
  const started = performance.now();
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${response.status} ${text}`);
  return performance.now() - started;
}
