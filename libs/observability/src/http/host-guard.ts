import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostCheck, type Listening } from '#config';
import { sendProblem } from './problem.js';

const DETAIL =
  'Nobody is known by this name here. In development a request must name localhost, HOST, the host of PUBLIC_URL, or one of ALLOWED_HOSTS.';

/**
 * Tells whether a request names us, and answers 421 where it does not (RFC 9110, section 15.5.20). Outside development all
 * names are ours.
 */
export function hostGuard(
  listening: Listening,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const isOurs = hostCheck(listening);
  if (isOurs === null) return () => true;
  return (request, response) => {
    if (isOurs(request.headers.host)) return true;
    sendProblem(response, 421, DETAIL);
    return false;
  };
}
