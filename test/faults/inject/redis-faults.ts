import { setTimeout as lasting } from 'node:timers/promises';
import { ALL_QUEUES } from '#messaging';
import type { Fault } from '../harness/survive.js';

/** The consumer group of all processors. */
const GROUP = 'processors';
const AWAY_MS = 500;
/** Longer than any command of ours waits for its answer. */
const SILENT_MS = 2_500;

export const RESTARTED_EMPTY: Fault = {
  name: 'Redis is killed and comes back empty',
  async inject({ redis }) {
    await redis.down();
    await lasting(AWAY_MS);
    await redis.up();
  },
};

export const FLUSHED: Fault = {
  name: 'FLUSHALL, three times',
  async inject({ redis }) {
    for (let time = 0; time < 3; time += 1) {
      await redis.redis.flushall();
      await lasting(AWAY_MS);
    }
  },
};

export const CLIENTS_KILLED: Fault = {
  name: 'CLIENT KILL of every connection, five times',
  async inject({ redis }) {
    for (let time = 0; time < 5; time += 1) {
      await redis.redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await lasting(100);
    }
  },
};

export const PAUSED: Fault = {
  name: 'CLIENT PAUSE',
  async inject({ redis }) {
    await redis.redis.client('PAUSE', SILENT_MS, 'ALL');
    await redis.redis.ping();
  },
};

export const ASLEEP: Fault = {
  name: 'DEBUG SLEEP',
  async inject({ redis }) {
    await redis.redis.call('DEBUG', 'SLEEP', String(SILENT_MS / 1_000));
  },
};

export const GROUPS_DESTROYED: Fault = {
  name: 'XGROUP DESTROY of every queue',
  async inject({ redis }) {
    for (const queue of ALL_QUEUES) await redis.redis.xgroup('DESTROY', queue, GROUP);
  },
};

export const STREAMS_DELETED: Fault = {
  name: 'every stream is deleted',
  async inject({ redis }) {
    await redis.redis.del(...ALL_QUEUES);
  },
};

export const OUT_OF_MEMORY: Fault = {
  name: 'Redis is out of memory for a while, and evicts nothing',
  async inject({ redis }) {
    await redis.redis.config('SET', 'maxmemory', '1mb');
    await lasting(SILENT_MS);
    await redis.redis.config('SET', 'maxmemory', '0');
  },
};
