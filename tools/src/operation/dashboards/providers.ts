import type { Dashboard } from './dashboard.js';

/** How each provider account does. */
export const PROVIDERS: Dashboard = {
  uid: 'sendstream-providers',
  title: 'Sendstream providers',
  rows: [
    {
      title: 'Calls',
      panels: [
        {
          title: 'Calls a second',
          unit: 'reqps',
          queries: [
            ['sum by (provider, outcome) (rate(sendstream_attempts_total[5m]))', '{{provider}} {{outcome}}'],
          ],
        },
        {
          title: 'Share that fails',
          unit: 'percentunit',
          queries: [
            [
              'sum by (provider) (rate(sendstream_attempts_total{outcome=~"retryable|unknown|held"}[5m])) / sum by (provider) (rate(sendstream_attempts_total[5m]))',
              '{{provider}}',
            ],
          ],
        },
        {
          title: 'Answers by class of code',
          unit: 'reqps',
          queries: [
            [
              'sum by (provider, code_class) (rate(sendstream_attempts_total[5m]))',
              '{{provider}} {{code_class}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'How long they take',
      panels: [
        {
          title: 'A call, half and 99 %',
          unit: 's',
          queries: [
            [
              'histogram_quantile(0.5, sum by (le, provider) (rate(sendstream_attempt_seconds_bucket[5m])))',
              '{{provider}} half',
            ],
            [
              'histogram_quantile(0.99, sum by (le, provider) (rate(sendstream_attempt_seconds_bucket[5m])))',
              '{{provider}} 99 %',
            ],
          ],
        },
        {
          title: 'Accepted to delivered, 95 %',
          unit: 's',
          queries: [
            [
              'histogram_quantile(0.95, sum by (le, provider) (rate(sendstream_message_delivery_seconds_bucket[15m])))',
              '{{provider}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'What holds messages back, and where they go instead',
      panels: [
        {
          title: 'Circuit not closed',
          unit: 'short',
          queries: [['max by (provider) (sendstream_provider_circuit{state!="closed"})', '{{provider}}']],
        },
        {
          title: 'Held',
          unit: 'short',
          queries: [['max by (provider, reason) (sendstream_provider_held) > 0', '{{provider}} {{reason}}']],
        },
        {
          title: 'By another account, a second',
          unit: 'short',
          queries: [
            [
              'sum by (from, to, reason) (rate(sendstream_failovers_total[5m]))',
              '{{from}} to {{to}}: {{reason}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'What they tell',
      panels: [
        {
          title: 'Provider events a second',
          unit: 'short',
          queries: [
            ['sum by (provider, kind) (rate(sendstream_provider_events_total[5m]))', '{{provider}} {{kind}}'],
          ],
        },
        {
          title: 'Delivered, of those that ended',
          unit: 'percentunit',
          queries: [
            [
              'sum by (provider) (rate(sendstream_messages_ended_total{status="delivered"}[15m])) / sum by (provider) (rate(sendstream_messages_ended_total{status!="canceled"}[15m]))',
              '{{provider}}',
            ],
          ],
        },
        {
          title: 'Look-ups an hour',
          description: 'Of messages without news, and of unknown outcomes.',
          unit: 'short',
          queries: [
            [
              'sum by (provider, outcome) (increase(sendstream_status_lookups_total[1h]))',
              '{{provider}} {{outcome}}',
            ],
            [
              'sum by (provider, outcome) (increase(sendstream_status_lookup_requests_total[1h]))',
              '{{provider}} requests {{outcome}}',
            ],
            [
              'sum by (provider, outcome) (increase(sendstream_settlements_total[1h]))',
              '{{provider}} settled: {{outcome}}',
            ],
          ],
        },
      ],
    },
  ],
};
