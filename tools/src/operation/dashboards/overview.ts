import type { Dashboard } from './dashboard.js';

const late = (window: string) =>
  `1 - sum(rate(sendstream_message_handover_seconds_bucket{priority!="bulk", le=~"10|10.0"}[${window}])) / sum(rate(sendstream_message_handover_seconds_count{priority!="bulk"}[${window}]))`;
const quantile = (share: number, metric: string) =>
  `histogram_quantile(${share}, sum by (le, type) (rate(${metric}_bucket{priority!="bulk"}[5m])))`;

/** Whether messages come and go, how fast, and whether the processes are well. */
export const OVERVIEW: Dashboard = {
  uid: 'sendstream-overview',
  title: 'Sendstream overview',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Accepted a second',
          unit: 'short',
          kind: 'stat',
          queries: [['sum(rate(sendstream_messages_accepted_total[5m]))', '']],
        },
        {
          title: 'Delivered, of the ended',
          limits: [0.95, 0.85],
          unit: 'percentunit',
          kind: 'stat',
          queries: [
            [
              'sum(rate(sendstream_messages_ended_total{status="delivered"}[15m])) / sum(rate(sendstream_messages_ended_total[15m]))',
              '',
            ],
          ],
        },
        {
          title: 'Later than 10 s, last hour',
          limits: [0.01, 0.06],
          unit: 'percentunit',
          kind: 'stat',
          queries: [[late('1h'), '']],
        },
        {
          title: 'Oldest queue entry',
          limits: [60, 300],
          unit: 's',
          kind: 'stat',
          queries: [['max(sendstream_queue_oldest_age_seconds{queue!~".+:bulk"})', '']],
        },
        {
          title: 'Dead letters',
          limits: [1, 10],
          unit: 'short',
          kind: 'stat',
          queries: [['sum(max by (queue) (sendstream_queue_dead))', '']],
        },
        {
          title: 'Processes that answer',
          unit: 'short',
          kind: 'stat',
          queries: [['sum(up{job=~"sendstream-.+"})', '']],
        },
      ],
    },
    {
      title: 'Messages',
      panels: [
        {
          title: 'Accepted a second, by type',
          unit: 'short',
          queries: [['sum by (type) (rate(sendstream_messages_accepted_total[5m]))', '{{type}}']],
        },
        {
          title: 'Ended a second, by status',
          unit: 'short',
          queries: [['sum by (status) (rate(sendstream_messages_ended_total[5m]))', '{{status}}']],
        },
        {
          title: 'Written to us a second',
          unit: 'short',
          queries: [
            ['sum by (type) (rate(sendstream_inbound_messages_total[5m]))', '{{type}}'],
            [
              'sum by (change, reason) (rate(sendstream_consent_changes_total[5m]))',
              '{{change}}: {{reason}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'How fast (bulk not counted)',
      panels: [
        {
          title: 'Accepted to handed over',
          unit: 's',
          queries: [
            [quantile(0.5, 'sendstream_message_handover_seconds'), '{{type}} half'],
            [quantile(0.99, 'sendstream_message_handover_seconds'), '{{type}} 99 %'],
          ],
        },
        {
          title: 'Accepted to delivered',
          unit: 's',
          queries: [
            [quantile(0.5, 'sendstream_message_delivery_seconds'), '{{type}} half'],
            [quantile(0.99, 'sendstream_message_delivery_seconds'), '{{type}} 99 %'],
          ],
        },
        {
          title: 'Share later than 10 s',
          unit: 'percentunit',
          description: 'The aim is 1 %: SLO_SECONDS, SLO_TARGET.',
          queries: [
            [late('5m'), 'five minutes'],
            [late('1h'), 'an hour'],
            [late('6h'), 'six hours'],
          ],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests a second, by status',
          unit: 'reqps',
          queries: [
            [
              'sum by (status) (rate(sendstream_http_request_seconds_count{job="sendstream-api"}[5m]))',
              '{{status}}',
            ],
          ],
        },
        {
          title: 'Time of requests, 99 %, by route',
          unit: 's',
          queries: [
            [
              'topk(8, histogram_quantile(0.99, sum by (le, route) (rate(sendstream_http_request_seconds_bucket{job="sendstream-api"}[5m]))))',
              '{{route}}',
            ],
          ],
        },
        {
          title: 'Refused by rate limits a second',
          unit: 'reqps',
          queries: [['sum by (group) (rate(sendstream_rate_limited_total[5m]))', '{{group}}']],
        },
      ],
    },
    {
      title: 'Guard, costs and retention',
      panels: [
        {
          title: 'Refused by the guard a second',
          unit: 'short',
          queries: [['sum by (rule) (rate(sendstream_guard_refused_total[5m]))', '{{rule}}']],
        },
        {
          title: 'Stopped prefixes, budgets, an hour',
          unit: 'short',
          queries: [
            ['sum by (country) (increase(sendstream_guard_prefixes_stopped_total[1h]))', '{{country}}'],
            ['sum by (notice) (increase(sendstream_budget_notices_total[1h]))', 'budgets {{notice}}'],
          ],
        },
        {
          title: 'Prices known a second',
          unit: 'short',
          queries: [['sum by (provider) (rate(sendstream_prices_total[5m]))', '{{provider}}']],
        },
        {
          title: 'Removed by retention a second',
          unit: 'short',
          queries: [['sum by (kind) (rate(sendstream_retention_rows_total[5m]))', '{{kind}}']],
        },
        {
          title: 'Since the end of retention',
          unit: 's',
          queries: [['time() - max by (kind) (sendstream_retention_passed_timestamp_seconds)', '{{kind}}']],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'CPU',
          unit: 'percentunit',
          queries: [['rate(process_cpu_seconds_total{job=~"sendstream-.+"}[5m])', '{{job}} {{instance}}']],
        },
        {
          title: 'Memory',
          unit: 'bytes',
          queries: [['process_resident_memory_bytes{job=~"sendstream-.+"}', '{{job}} {{instance}}']],
        },
        {
          title: 'Event loop late by, 99 %',
          unit: 's',
          queries: [['nodejs_eventloop_lag_p99_seconds{job=~"sendstream-.+"}', '{{job}} {{instance}}']],
        },
        {
          title: 'Connections to PostgreSQL',
          unit: 'short',
          queries: [
            ['sum by (state) (sendstream_database_connections)', '{{state}}'],
            ['sum(sendstream_database_connections_max)', 'at most'],
          ],
        },
        {
          title: 'Stores that answer',
          unit: 'short',
          queries: [['min by (store) (sendstream_store_up)', '{{store}}']],
        },
      ],
    },
  ],
};
