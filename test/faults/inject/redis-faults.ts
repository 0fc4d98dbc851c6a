import { randomUUID } from 'node:crypto';
import { setTimeout as lasting } from 'node:timers/promises';
import { ALL_QUEUES, MESSAGE_QUEUES } from '#messaging';
import { everyProcessorSays, type Fault } from '../harness/survive.js';

/** The consumer group of all processors. */
const GROUP = 'processors';
const AWAY_MS = 500;
/** Longer than any command of ours waits for its answer. */
const SILENT_MS = 2_500;
const LOADING_MS = 1_500;
const HOUR_MS = 3_600_000;

export const RESTARTED_EMPTY: Fault = {
  name: 'Redis is killed and comes back empty',
  async inject(system) {
    await system.redis.down();
    await everyProcessorSays(system, 503);
    await system.redis.up();
    await everyProcessorSays(system, 200);
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

export const RELOADED: Fault = {
  name: 'Redis is killed and comes back with its data, LOADING for a while',
  inject: ({ redis }) => redis.reload(LOADING_MS),
};

/** As after its clock was an hour ahead: ids go on from where they are. The entry names no message. */
export const IDS_AHEAD: Fault = {
  name: 'the clock of Redis jumps back by an hour',
  async inject({ redis }) {
    const id = `${Date.now() + HOUR_MS}-0`;
    const data = JSON.stringify({ message_id: randomUUID(), retry_count: 0 });
    for (const queue of MESSAGE_QUEUES) await redis.redis.xadd(queue, id, 'data', data);
  },
};

/** The issue's own measure; for the long form. */
export const PAUSED_A_MINUTE: Fault = {
  name: 'CLIENT PAUSE for a minute',
  async inject({ redis }) {
    await redis.redis.client('PAUSE', 60_000, 'ALL');
    await redis.redis.ping();
  },
};
