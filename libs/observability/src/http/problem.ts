import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Ends a response with a problem of RFC 9457, `application/problem+json`. */
export function sendProblem(response: ServerResponse, status: number, detail: string): void {
  const problem = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail });
  response.writeHead(status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(problem),
  });
  response.end(problem);
}
