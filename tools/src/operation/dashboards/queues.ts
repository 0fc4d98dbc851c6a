import type { Dashboard, Panel } from './dashboard.js';

const byQueue = (title: string, metric: string, unit: Panel['unit'] = 'short'): Panel => ({
  title,
  unit,
  queries: [[`max by (queue) (${metric})`, '{{queue}}']],
});

/** The queues, and what waits in PostgreSQL. */
export const QUEUES: Dashboard = {
  uid: 'sendstream-queues',
  title: 'Sendstream queues',
  rows: [
    {
      title: 'Queues',
      panels: [
        byQueue('Not read yet', 'sendstream_queue_lag'),
        byQueue('In hand', 'sendstream_queue_pending'),
        byQueue('Oldest entry', 'sendstream_queue_oldest_age_seconds', 's'),
      ],
    },
    {
      title: 'Who reads them',
      panels: [
        byQueue('Handled in the last minute', 'sendstream_queue_handled_last_minute'),
        byQueue('Processors', 'sendstream_queue_consumers'),
        {
          title: 'Paused, held, or without a processor',
          unit: 'short',
          queries: [
            ['max by (queue, state) (sendstream_queue_state{state!="running"}) > 0', '{{queue}} {{state}}'],
          ],
        },
      ],
    },
    {
      title: 'Given up',
      panels: [
        byQueue('Dead letters', 'sendstream_queue_dead'),
        {
          title: 'New dead letters an hour, by reason',
          unit: 'short',
          queries: [
            ['sum by (queue, reason) (increase(sendstream_dead_letters_total[1h]))', '{{queue}} {{reason}}'],
          ],
        },
        byQueue('Depth: not read, or in hand', 'sendstream_queue_depth'),
      ],
    },
    {
      title: 'What waits in PostgreSQL (counted up to 10,000)',
      panels: [
        {
          title: 'How much',
          unit: 'short',
          queries: [['max by (place) (sendstream_waiting) > 0', '{{place}}']],
        },
        {
          title: 'The oldest',
          unit: 's',
          queries: [['max by (place) (sendstream_waiting_oldest_age_seconds) > 0', '{{place}}']],
        },
      ],
    },
    {
      title: 'Outgoing webhooks',
      panels: [
        {
          title: 'Calls a second, by what became of them',
          unit: 'reqps',
          queries: [['sum by (outcome) (rate(sendstream_callback_seconds_count[5m]))', '{{outcome}}']],
        },
        {
          title: 'How long they took, 99 %',
          unit: 's',
          queries: [
            [
              'histogram_quantile(0.99, sum by (le, outcome) (rate(sendstream_callback_seconds_bucket[5m])))',
              '{{outcome}}',
            ],
          ],
        },
        {
          title: 'Endpoints paused, an hour',
          unit: 'short',
          queries: [['sum(increase(sendstream_webhook_endpoints_paused_total[1h]))', 'paused']],
        },
      ],
    },
  ],
};
