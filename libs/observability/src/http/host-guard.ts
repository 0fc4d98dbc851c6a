import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostCheck, type Listening } from '#config';
import { sendProblem } from './problem.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const DETAIL =
  'Nobody is known by this name here. In development a request must name localhost, HOST, the host of PUBLIC_URL, or one of ALLOWED_HOSTS.';

/** 421 for a request to a name that is not ours (RFC 9110, section 15.5.20); null outside development, where all names are. */
export function hostGuard(listening: Listening): Middleware | null {
  const isOurs = hostCheck(listening);
  if (isOurs === null) return null;
  return (request, response, next) => {
    if (isOurs(request.headers.host)) next();
    else sendProblem(response, 421, DETAIL);
  };
}
