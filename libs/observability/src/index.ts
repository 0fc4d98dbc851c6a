export { AppDependencies } from './health/app-dependencies.js';
export { Ending } from './health/ending.js';
export {
  answerHealth,
  answerReadiness,
  databaseCheck,
  type DependenciesReport,
  redisCheck,
} from './health/health-answers.js';
export { type HealthReport, now, type ReadinessReport, type StartupReport } from './health/health-report.js';
export { configureEdge } from './http/configure-edge.js';
export { hostGuard } from './http/host-guard.js';
export { listenAt } from './http/listen-at.js';
export { sendProblem } from './http/problem.js';
export { LOG_FIELDS } from './logs/log-fields.js';
export { HIDDEN, maskedAddress, maskedId, maskedWords } from './logs/masked.js';
export { ServiceLogger } from './logs/service-logger.js';
export { startLogging } from './logs/start-logging.js';
export { OperatorsGuard } from './operations/operators-guard.js';
export { listenForOperators } from './operations/operators-port.js';
export { Metrics, type MetricDescription } from './metrics/metrics.js';
export { SCRAPE_TYPE, scrapeOf } from './metrics/metrics-scrape.js';
export { ObservabilityModule } from './observability.module.js';
export { type Check, type CheckResult, Degraded, readiness } from './health/readiness.js';
export { runApp } from './run-app.js';
export { traceRequests } from './tracing/trace-requests.js';
export { traceIdOf, traceparentIn } from './tracing/trace-context.js';
export { NO_TRACING, type TraceSpan, Tracing } from './tracing/tracing.js';
export { singleFlight } from './single-flight.js';
