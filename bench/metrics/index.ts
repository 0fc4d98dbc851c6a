import { accept } from './accept.js';
import { idleLatency } from './idle-latency.js';
import { lanes } from './lanes.js';
import type { Metric } from './metric.js';
import { outbox } from './outbox.js';
import { processInProcess } from './process-in-process.js';
import { processWithSdk } from './process.js';
import { slowProvider } from './slow-provider.js';
import { tracing } from './tracing.js';
import { twoApis } from './two-apis.js';
import { twoProcessors } from './two-processors.js';

/** Everything that is measured, in the order of the table. */
export const METRICS: Metric[] = [
  accept,
  outbox,
  processWithSdk,
  processInProcess,
  idleLatency,
  slowProvider,
  twoProcessors,
  twoApis,
  tracing,
  lanes,
];
