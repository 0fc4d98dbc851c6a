import type { OpenAPIObject } from '@nestjs/swagger';
import { type Operation, operationsOf, type ParameterOf, type ResponseOf } from './operations.js';

type Headers = NonNullable<ResponseOf['headers']>;

/** An error that many operations share. */
interface SharedProblem {
  name: string;
  description: string;
  headers?: Headers;
  /** Whether it can happen to this operation. */
  happens(operation: Operation): boolean;
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } };
const text = (description: string) => ({ description, schema: { type: 'string' } });
const number = (description: string) => ({ description, schema: { type: 'integer' } });
const RETRY_AFTER: Headers = {
  'Retry-After': number('Seconds after which to try again.'),
};

const hasBody = ({ requestBody }: Operation) => requestBody !== undefined;
const needsKey = ({ security }: Operation) => (security ?? []).length > 0;
const hasParameter = (operation: Operation, place?: string) =>
  (operation.parameters ?? []).some((each) => {
    const at = (each as ParameterOf).in;
    return at !== 'header' && (place === undefined || at === place);
  });

/** By their status. An operation that says more of its own keeps its words. */
const SHARED: Record<number, SharedProblem> = {
  400: {
    name: 'BadRequest',
    description: 'The request cannot be read: its body is no JSON, or its address is badly encoded.',
    happens: (operation) => hasBody(operation) || hasParameter(operation),
  },
  401: {
    name: 'Unauthorized',
    description: 'An API key is required, or this one is not valid.',
    headers: { 'WWW-Authenticate': text('RFC 6750.') },
    happens: needsKey,
  },
  403: {
    name: 'Forbidden',
    description: 'The API key lacks the required scope.',
    headers: { 'WWW-Authenticate': text('RFC 6750; names the scope.') },
    happens: needsKey,
  },
  404: {
    name: 'NotFound',
    description: 'Not found.',
    happens: (operation) => hasParameter(operation, 'path'),
  },
  405: {
    name: 'MethodNotAllowed',
    description: 'The address is that of something else, which does not take this method.',
    headers: { Allow: text('The methods it takes.') },
    happens: (operation) => hasParameter(operation, 'path'),
  },
  409: { name: 'Conflict', description: 'Not possible in its current state.', happens: () => false },
  413: { name: 'ContentTooLarge', description: 'The body is too large.', happens: hasBody },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The content type is not supported by this operation.',
    happens: hasBody,
  },
  422: {
    name: 'Invalid',
    description: 'Parts of the request are invalid: `errors` names each one and the reason.',
    happens: (operation) => hasBody(operation) || hasParameter(operation),
  },
  429: {
    name: 'TooManyRequests',
    description: 'The rate limit is used up.',
    headers: {
      ...RETRY_AFTER,
      RateLimit: text('What is left of the limit, and until when.'),
      'X-RateLimit-Limit': number('Requests per window.'),
      'X-RateLimit-Remaining': number('How many of them are left.'),
      'X-RateLimit-Reset': number('Seconds until all of them are there again.'),
    },
    happens: needsKey,
  },
  431: {
    name: 'HeadersTooLarge',
    description: 'The address and the headers are too large: at most 16 kB are taken.',
    happens: (operation) => hasParameter(operation),
  },
  500: {
    name: 'Fault',
    description: 'An internal error: quote its `request_id`.',
    happens: () => true,
  },
  503: {
    name: 'Unavailable',
    description: 'A store cannot be reached; nothing was changed.',
    headers: RETRY_AFTER,
    happens: (operation) => hasBody(operation) || needsKey(operation),
  },
};

/** Gives every operation the errors that can happen to it, and every error one shape: RFC 9457. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  const components = (document.components ??= {});
  components.responses ??= {};
  for (const { name, description, headers } of Object.values(SHARED))
    components.responses[name] = { description, ...(headers && { headers }), content: PROBLEM };
  for (const { operation } of operationsOf(document)) {
    for (const [status, shared] of Object.entries(SHARED)) {
      const declared = operation.responses[status] as ResponseOf | undefined;
      if (declared) operation.responses[status] = completed(declared, shared);
      else if (shared.happens(operation))
        operation.responses[status] = { $ref: `#/components/responses/${shared.name}` };
    }
  }
  return document;
}

/** An operation's own words for an error; one that declares a content answers that. */
function completed(declared: ResponseOf, shared: SharedProblem): ResponseOf {
  if (declared.content && !('application/problem+json' in declared.content)) return declared;
  const headers = { ...shared.headers, ...declared.headers };
  return { ...declared, ...(Object.keys(headers).length > 0 && { headers }), content: PROBLEM };
}
