import { setTimeout as delay } from 'node:timers/promises';
import { EMAIL, SMS } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import type { ObservedSystem } from '../harness/observed-system.js';

const WITHIN_MS = 90_000;
const SMS_QUEUE = 'message_queue:sms';
/** Four for each connection of a process. */
const STATEMENTS = 40;
/** Enough to be more than a few percent of all that was sent before. */
const LATE = 500;

/** A fault, and the alerts that are to tell of it. */
export interface AlertFault {
  name: string;
  alerts: string[];
  /** Those of them that the short form waits for; absent: the fault is not in it. */
  quick?: string[];
  /** Drives the system into it, waits for the alerts, and mends it. */
  drive: (observed: ObservedSystem, alerts: string[]) => Promise<void>;
}

/** In an order in which what one leaves behind is in no other's way. */
export const ALERT_FAULTS: AlertFault[] = [
  {
    name: 'an entry that cannot be read',
    alerts: ['SendstreamDeadLetters'],
    quick: ['SendstreamDeadLetters'],
    drive: async ({ system, prometheus }, alerts) => {
      await system.redis.redis.xadd('message_queue:mms', '*', 'data', 'not JSON');
      await prometheus.fires(alerts);
    },
  },
  {
    name: 'a provider that answers 503',
    alerts: ['SendstreamProviderDown'],
    quick: ['SendstreamProviderDown'],
    drive: async (observed, alerts) => {
      observed.twilio.refusal = { status: 503, body: { code: 20503, message: 'no', status: 503 } };
      await observed.send(15);
      await observed.prometheus.fires(alerts);
      observed.twilio.refusal = null;
      await observed.prometheus.ceases(alerts);
    },
  },
  {
    name: 'a provider that refuses our credentials',
    alerts: ['SendstreamProviderRefusesUs'],
    drive: async (observed, alerts) => {
      observed.twilio.refusal = { status: 401, body: { code: 20003, message: 'no', status: 401 } };
      await observed.send(1);
      await observed.prometheus.fires(alerts);
      observed.twilio.refusal = null;
      await observed.prometheus.ceases(alerts);
    },
  },
  {
    name: 'a provider that fails now and then',
    alerts: ['SendstreamProviderFailing'],
    drive: async (observed, alerts) => {
      await observed.behave({ error_rate: 0.5 });
      await observed.under(observed.prometheus.fires(alerts));
      await observed.behave({ error_rate: 0 });
    },
  },
  {
    name: 'a queue that somebody paused, and its messages once it goes on',
    alerts: [
      'SendstreamQueueOld',
      'SendstreamQueuePaused',
      'SendstreamHandoverSlow',
      'SendstreamHandoverSlowForHours',
    ],
    drive: async (observed, alerts) => {
      const { prometheus, system } = observed;
      await system.admin.pause(SMS_QUEUE);
      await observed.send(LATE);
      await prometheus.fires(alerts.slice(0, 2));
      await system.admin.resume(SMS_QUEUE);
      await prometheus.fires(alerts.slice(2));
    },
  },
  {
    name: 'a mail whose provider never says whether it took it',
    alerts: ['SendstreamOutcomesUnknown'],
    drive: async (observed, alerts) => {
      await observed.behave({ callback_loss: 1 });
      await observed.send(1, { ...EMAIL, to: 'timeout@simulator.sendstream.test' });
      await observed.prometheus.fires(alerts);
      await observed.behave({ callback_loss: 0 });
    },
  },
  {
    name: 'a receiver of webhooks that fails, and one that is gone',
    alerts: ['SendstreamWebhooksFailing', 'SendstreamWebhookEndpointPaused'],
    drive: async (observed, alerts) => {
      observed.receiver.react = () => 500;
      await observed.under(observed.prometheus.fires(alerts.slice(0, 1)));
      observed.receiver.react = () => 410;
      await observed.under(observed.prometheus.fires(alerts.slice(1)));
    },
  },
  {
    name: 'a provider that tells of no message',
    alerts: ['SendstreamProviderEventsSilent'],
    drive: async (observed, alerts) => {
      await observed.behave({ callback_loss: 1 });
      await observed.under(observed.prometheus.fires(alerts));
      await observed.behave({ callback_loss: 0 });
    },
  },
  {
    name: 'PostgreSQL that is away',
    alerts: ['SendstreamStoreAway', 'SendstreamRequestsFailing'],
    drive: async (observed, alerts) => {
      observed.system.databaseProxy.cut();
      await observed.under(observed.prometheus.fires(alerts));
      observed.system.databaseProxy.restore();
      await observed.prometheus.ceases(alerts);
    },
  },
  {
    name: 'statements that wait for a table',
    alerts: ['SendstreamDatabasePoolUsedUp'],
    drive: async (observed, alerts) => {
      const client = await observed.system.database.pool.connect();
      await client.query('BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE');
      let isOver = false;
      const asking = Array.from({ length: STATEMENTS }, async () => {
        while (!isOver) await fetch(`${observed.system.url}/api/v1/messages?limit=1`).catch(() => null);
      });
      try {
        await observed.prometheus.fires(alerts);
      } finally {
        isOver = true;
        await client.query('ROLLBACK');
        client.release();
        await Promise.all(asking);
      }
    },
  },
  {
    name: 'an event loop that is kept busy',
    alerts: ['SendstreamEventLoopLate'],
    drive: async ({ prometheus }, alerts) => {
      let isOver = false;
      const fires = prometheus.fires(alerts).finally(() => (isOver = true));
      // The api is in this process.
      while (!isOver) {
        for (const until = performance.now() + 700; performance.now() < until;);
        await delay(50);
      }
      await fires;
    },
  },
  {
    name: 'a processor that is frozen (kill -STOP) with work in its queue and in hand',
    quick: ['SendstreamDown', 'SendstreamNoProcessor', 'SendstreamQueueNotRead', 'SendstreamQueueOld'],
    alerts: [
      'SendstreamDown',
      'SendstreamNoProcessor',
      'SendstreamQueueNotRead',
      'SendstreamQueueOld',
      'SendstreamMessagesStuck',
      'SendstreamProviderEventsWaiting',
      'SendstreamSentWithoutNews',
    ],
    drive: async (observed, alerts) => {
      const { processor, prometheus, system } = observed;
      // Told of when the processor is frozen; some without news that is overdue; and one in hand.
      await observed.behave({ callback_delay_ms: 10_000 });
      await observed.send(3, { ...SMS, body: 'told later' });
      await eventually(async () => expect(await observed.count('told later', 'sent')).toBe(3), WITHIN_MS);
      await observed.behave({ latency_ms: 2_500 });
      await observed.send(1, { ...SMS, body: 'in hand' });
      await eventually(async () => expect(await observed.count('in hand', 'sending')).toBe(1), WITHIN_MS);
      processor.freeze();
      await observed.send(2);
      await system.database.pool.query(
        `UPDATE messages SET due_at = now() - interval '20 minutes' WHERE status = 'sent'`,
      );
      const live = fetch(`${processor.url}/live`, { signal: AbortSignal.timeout(1_000) });
      await expect(live).rejects.toThrow();
      await prometheus.fires(alerts);
      processor.thaw();
      await observed.behave({ latency_ms: 0, callback_delay_ms: 5 });
      await prometheus.ceases(['SendstreamDown', 'SendstreamNoProcessor', 'SendstreamMessagesStuck']);
    },
  },
];
