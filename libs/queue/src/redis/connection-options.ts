import type { RedisOptions } from 'ioredis';

/** Of every connection: a command is sent now, once, on this connection, or it fails. */
export const CONNECTION: RedisOptions = {
  connectTimeout: 5_000,
  enableOfflineQueue: false,
  // The scripts and commands report LOADING by themselves; asking first would only delay each reconnect.
  enableReadyCheck: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  disconnectTimeout: 200,
  keepAlive: 10_000,
};
