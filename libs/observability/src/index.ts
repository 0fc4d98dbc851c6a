export {
  type HealthReport,
  healthReport,
  now,
  type ReadinessReport,
  readinessReport,
} from './health-report.js';
export { configureEdge } from './http/configure-edge.js';
export { hostGuard } from './http/host-guard.js';
export { listenAt } from './http/listen-at.js';
export { sendProblem } from './http/problem.js';
export { Metrics, type QueueNumbers } from './metrics.js';
export { ObservabilityModule } from './observability.module.js';
export { type Check, type CheckResult, type Readiness, readiness, together } from './readiness.js';
export { runApp, type Running } from './run-app.js';
export { ServiceLogger } from './service-logger.js';
export { shared } from './shared.js';
export { startLogging } from './start-logging.js';
