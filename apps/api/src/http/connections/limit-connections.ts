import { Logger } from '@nestjs/common';
import type { ApiSettings } from '#config';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientNetwork } from '../../caller/client-network.js';

const LOG_INTERVAL_MS = 60_000;

type Bounds = Pick<ApiSettings, 'maxConnections' | 'maxConnectionsPerAddress'>;

/**
 * Closes what comes beyond the connections a server may have, in all and of one address, so that nobody takes them all.
 * Behind a proxy that is trusted are many, whose own addresses only their requests tell: it may have any number.
 */
export function limitConnections(
  server: Server,
  bounds: Bounds,
  isProxy: (address: string) => boolean,
): void {
  const logger = new Logger('Http');
  const open = new Map<string, number>();
  let loggedAt = -Infinity;
  const tell = (setting: string) => {
    const now = performance.now();
    if (now - loggedAt < LOG_INTERVAL_MS) return;
    loggedAt = now;
    logger.warn({ msg: 'too many open connections; closing new ones', setting });
  };
  server.maxConnections = bounds.maxConnections;
  server.on('drop', () => tell('MAX_CONNECTIONS'));
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const network = clientNetwork(address);
    const count = (open.get(network) ?? 0) + 1;
    open.set(network, count);
    socket.once('close', () => {
      const left = (open.get(network) ?? 0) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
    if (count <= bounds.maxConnectionsPerAddress) return;
    tell('MAX_CONNECTIONS_PER_ADDRESS');
    socket.destroy();
  });
}
