export { Metrics, type QueueNumbers } from './metrics.js';
export { ObservabilityModule } from './observability.module.js';
export { type Check, type CheckResult, type Readiness, readiness } from './readiness.js';
export { runApp, type Running } from './run-app.js';
export { ServiceLogger } from './service-logger.js';
