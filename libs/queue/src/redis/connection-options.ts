import type { RedisOptions } from 'ioredis';
import type { RedisAddress } from '#config';
import { HeardConnector } from './heard-connector.js';

/** Of every connection: a command is sent now, once, on this connection, or it fails. */
const CONNECTION: RedisOptions = {
  connectTimeout: 5_000,
  enableOfflineQueue: false,
  // The scripts and commands report LOADING by themselves; asking first would only delay each reconnect.
  enableReadyCheck: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  disconnectTimeout: 200,
  keepAlive: 10_000,
  // ioredis would name and introduce each connection before it calls it ready; if the connection is lost meanwhile,
  // it calls the dead one ready and never connects again. https://github.com/redis/ioredis/issues/2099
  disableClientInfo: true,
  Connector: HeardConnector as RedisOptions['Connector'],
};

/** What every connection to a server of Redis begins with, wherever the server is. */
export function connectionOptions({ username, password, database, tls }: RedisAddress): RedisOptions {
  return {
    ...CONNECTION,
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(tls && { tls: { ...tls } }),
    db: Number(database) || 0,
  };
}

/** The same for a Sentinel, which has passwords of its own. */
export function sentinelOptions(address: RedisAddress): RedisOptions {
  const { sentinelUsername: username, sentinelPassword: password } = address;
  return connectionOptions({ ...address, username, password, database: '' });
}
