import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { type Listening, listenHost } from '#config';
import { sendProblem } from '../http/problem.js';

/** What this port answers. */
const PATHS = new Set(['/metrics', '/dependencies', '/health', '/live', '/ready', '/startup']);
/** Few ask, and soon have their answer. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 256;

/**
 * Opens the operators' port of an app, which answers what they ask, and nothing else of the app. Where HOST says, as the app.
 * @throws Error when the port is taken.
 */
export async function listenForOperators(
  app: RequestListener,
  port: number,
  listening: Listening,
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (PATHS.has(path.toLowerCase().replace(/(?<=.)\/$/, ''))) app(request, response);
    else sendProblem(response, 404, `There is nothing at ${path} on the operators' port.`);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, listenHost(listening));
  await once(server, 'listening');
  return server;
}
