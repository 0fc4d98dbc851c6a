import { Metrics } from '#observability';
import { expectGenerated } from '../../../test/support/expect-generated.js';
import { metricsFile, metricsText } from './metrics-file.js';

const metrics = new Metrics().describe();

it('docs/metrics.md is made from the metrics; if not: npm run generate', () => {
  expectGenerated(metricsFile, metricsText(metrics));
});

it('names follow the rules of Prometheus', () => {
  for (const { name, type, labels } of metrics) {
    expect(name).toMatch(/^sendstream_[a-z_]+$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    for (const label of labels) expect(label).toMatch(/^[a-z_]+$/);
  }
});
