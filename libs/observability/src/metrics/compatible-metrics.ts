import type { Metric, Registry } from 'prom-client';

type Labels = Partial<Record<string, string | number>>;
interface Sample {
  labels: Labels;
  metricName?: string;
}

/** An older name: the metric it shows, and the labels it had. */
interface OlderName {
  name: string;
  of: string;
  labels: (own: Labels) => Labels;
  /** Which samples; default: all. */
  only?: (sample: Sample) => boolean;
}

const endpoint = (own: Labels): Labels =>
  Object.fromEntries(
    Object.entries(own).map(([label, value]) => [label === 'route' ? 'endpoint' : label, value]),
  );

/**
 * The names of the service that this one replaces, so that its dashboards and alerts go on. They are other names of our own
 * metrics: counting costs no more with them.
 */
const OLDER: OlderName[] = [
  { name: 'messages_total', of: 'sendstream_messages_ended_total', labels: (own) => own },
  { name: 'queue_depth', of: 'sendstream_queue_depth', labels: (own) => own },
  {
    name: 'http_request_duration_seconds',
    of: 'sendstream_http_request_seconds',
    labels: endpoint,
  },
  {
    name: 'http_requests_total',
    of: 'sendstream_http_request_seconds',
    labels: endpoint,
    only: ({ metricName }) => metricName?.endsWith('_count') === true,
  },
];

/** Shows metrics of a registry by their older names too. */
export function addCompatibleNames(registry: Registry): void {
  for (const older of OLDER) registry.registerMetric(renamed(registry, older));
}

/** What a registry asks of a metric is its name and its samples. */
function renamed(registry: Registry, { name, of, labels, only }: OlderName): Metric {
  const read = async () => {
    const metric = registry.getSingleMetric(of) as Metric;
    const { help, type, aggregator, values } = await metric.get();
    const chosen = only ? values.filter(only) : values;
    return {
      name,
      help: `${help} An older name of ${of}.`,
      aggregator,
      type: only ? 'counter' : type,
      values: chosen.map((sample) => ({
        ...sample,
        labels: labels(sample.labels),
        ...('metricName' in sample && {
          metricName: only ? name : (sample.metricName as string).replace(of, name),
        }),
      })),
    };
  };
  return { name, get: read, getForPromString: read } as unknown as Metric;
}
