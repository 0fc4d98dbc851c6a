import { join } from 'node:path';
import type { MetricDescription } from '#observability';
import { root } from '../services/paths.js';

/** Where the metrics are checked in as a page. */
export const metricsFile = join(root, 'docs/metrics.md');

const HEADER = `# Metrics

\`GET /metrics\` of the api (\`OPERATIONS_PORT\`, or \`PORT\` where that is 0) and of each processor (\`PROCESSOR_PORT\`), in the text format of Prometheus; computed at most
once a second, whoever asks. \`ops/\` has alerts and dashboards that use them, and \`docker compose --profile observe up\` starts both;
[the runbook](runbook.md) says what each alert means.

- Each process counts what it does itself: add them up (\`sum\`). The figures of queues and of what waits come from every api, and
  are the same from each: take one of them (\`max by (queue)\`).
- Units are in the names: seconds; what ends in \`_total\` only rises, until its process is started anew.
- Labels have few values, and none is an id, a number or an address. \`provider\` is an account (\`twilio\`, \`twilio.second\`), \`type\` is sms,
  mms or email, \`priority\` is code, normal or bulk.
- A label appears with the first thing that is counted under it.
- \`METRICS_COMPATIBLE=true\` adds four names of [the service before](migrating.md): \`messages_total\` (messages that came to an end),
  \`queue_depth\`, \`http_requests_total\` and \`http_request_duration_seconds\` (\`endpoint\` is the route).
- Beside these there are those of Node itself (\`process_...\`, \`nodejs_...\`): \`nodejs_eventloop_lag_p99_seconds\` is how late the event loop
  is, \`process_resident_memory_bytes\` the memory, \`process_cpu_seconds_total\` the CPU.

Places of \`sendstream_waiting\`: \`due\` (to be sent now), \`scheduled\`, \`retry\`, \`paced\` (waits for its turn), \`held\` (its provider takes none),
\`unsettled\` (nobody knows yet whether it was sent), \`sending_expired\` (a processor died with it), \`outcome_unknown\` (nobody can know),
\`sent_without_news\`, \`provider_events\` (stored, not applied), \`webhooks\`, \`bulk_actions\`, \`search_index\`, \`erasures\`; as in
\`GET /api/v1/admin/waiting\`.

## Dashboards

\`ops/grafana/dashboards\` has three: *Sendstream overview*, *queues* and *providers*. The pictures are drawn from their own queries and settings, on what a
Prometheus scraped of a running system in half an hour of load: a provider slows down (for two minutes), then both are away (for 45 seconds), a campaign of
2,500 texts is sent, a client asks too often, a budget is used up. They are not screenshots of Grafana, which may draw them differently; \`npm run screenshots --
dashboards\` makes them anew.

![Sendstream overview](images/dashboards/overview.png)

![Sendstream queues](images/dashboards/queues.png)

![Sendstream providers](images/dashboards/providers.png)

## All metrics

This page is generated from the metrics themselves: \`npm run generate\` writes it anew.

| Name | Kind | Labels | |
| --- | --- | --- | --- |
`;

/** The metrics as a page: each with its kind, its labels and what it counts. */
export function metricsText(metrics: MetricDescription[]): string {
  const rows = [...metrics]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, type, labels, help }) => {
      const named = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${named} | ${help.replaceAll('|', '\\|')} |\n`;
    });
  return HEADER + rows.join('');
}
