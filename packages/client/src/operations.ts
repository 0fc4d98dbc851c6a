import createFetchClient, { type Client, type FetchResponse } from 'openapi-fetch';
import { apiErrorOf } from './api-error.js';
import type { CsrfToken } from './csrf-token.js';
import type { components, paths } from './schema.js';

type MediaType = `${string}/${string}`;
export type Schemas = components['schemas'];

/** Every operation of the API, typed, by method and path; its answers are not errors, whatever they are. */
export type Operations = Client<paths>;

export interface OperationsOptions {
  baseUrl: string;
  apiKey?: string;
  csrfToken: CsrfToken;
  fetch: (request: Request) => Promise<Response>;
}

export function createOperations({ baseUrl, apiKey, csrfToken, fetch }: OperationsOptions): Operations {
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const api = createFetchClient<paths>({ baseUrl: baseUrl.replace(/\/+$/, ''), headers, fetch });
  api.use({ onRequest: ({ request }) => csrfToken.addTo(request) });
  return api;
}

/** What an operation answered. @throws ApiError when it is an error. */
export async function answerOf<T extends Record<string | number, unknown>, Options, Media extends MediaType>(
  call: Promise<FetchResponse<T, Options, Media>>,
) {
  const { data, error, response } = await call;
  if (!response.ok) throw apiErrorOf(response, error);
  return data as NonNullable<typeof data>;
}
