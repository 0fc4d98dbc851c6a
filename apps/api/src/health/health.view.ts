import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type {
  CheckResult,
  DependenciesReport,
  HealthReport,
  ReadinessReport,
  StartupReport,
} from '#observability';

const NOW = '2026-01-31T12:00:00.000Z';

/** The process itself. */
export class LivenessView {
  @ApiProperty({ example: 'alive' }) status: string;
  @ApiProperty({ format: 'date-time', example: NOW }) timestamp: string;
}

/** A store, as older monitoring knows it. */
class HealthCheckView {
  @ApiProperty({ enum: ['healthy', 'unhealthy'] }) status: HealthReport['status'];
  @ApiProperty({ description: 'The same once more.' }) result: boolean;
  @ApiPropertyOptional({ description: 'Why it is not.' }) error?: string;
}

/** The stores. */
@ApiExtraModels(HealthCheckView)
export class HealthView implements HealthReport {
  @ApiProperty({ enum: ['healthy', 'unhealthy'] }) status: HealthReport['status'];
  @ApiProperty({ format: 'date-time', example: NOW }) timestamp: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(HealthCheckView) },
    description: '`database` is PostgreSQL, and `redis`.',
  })
  checks: HealthReport['checks'];
  @ApiProperty({ example: '0.1.0', description: 'Of Sendstream.' }) version: string;
  @ApiProperty({ type: 'integer', description: 'Since the process began.' }) uptime_seconds: number;
}

/** One thing the process needs. */
class CheckView {
  @ApiProperty({
    enum: ['up', 'degraded', 'down', 'healthy', 'unhealthy'],
    description:
      '`degraded`: the messages of a provider are held back; `healthy` and `unhealthy` of `database`, which older monitoring reads.',
  })
  status: CheckResult['status'] | HealthReport['status'];
  @ApiPropertyOptional({ description: 'The same once more, of the stores.' }) connected?: boolean;
  @ApiPropertyOptional({ description: 'Why it is not up.' }) error?: string;
  @ApiPropertyOptional({ format: 'date-time', example: NOW, description: 'Since when it is degraded.' })
  since?: string;
}

/** The process and what it needs. */
@ApiExtraModels(CheckView)
export class ReadinessView implements ReadinessReport {
  @ApiProperty({ enum: ['ready', 'degraded', 'unavailable'] }) status: ReadinessReport['status'];
  @ApiProperty({ description: 'Whether requests may come.' }) ready: boolean;
  @ApiProperty({ format: 'date-time', example: NOW }) timestamp: string;
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(CheckView) } })
  checks: ReadinessReport['checks'];
  @ApiProperty({ example: '0.1.0', description: 'Of Sendstream.' }) version: string;
}

/** What the boot has done. */
class InitializationView {
  @ApiProperty() database_initialized: boolean;
  @ApiProperty() redis_initialized: boolean;
  @ApiProperty() providers_initialized: boolean;
}

/** That the process has started. */
export class StartupView implements StartupReport {
  @ApiProperty() started: boolean;
  @ApiProperty({ format: 'date-time', example: NOW }) timestamp: string;
  @ApiProperty() initialization: InitializationView;
  @ApiProperty({ example: '0.1.0', description: 'Of Sendstream.' }) version: string;
  @ApiProperty({ format: 'date-time', example: NOW, description: 'When the process began.' })
  started_at: string;
}

const EXAMPLE = {
  postgresql: { status: 'up', version: '17.2', latency_ms: 1 },
  redis: { status: 'up', version: '7.4.1', latency_ms: 1 },
  provider_twilio: { status: 'degraded', error: 'twilio is down', since: NOW, latency_ms: 84 },
  provider_sendgrid: { status: 'down', error: 'no answer', latency_ms: 1_500 },
};

/** What the process needs. */
export class DependenciesView implements DependenciesReport {
  @ApiProperty({ format: 'date-time', example: NOW }) timestamp: string;
  @ApiProperty({
    type: 'object',
    example: EXAMPLE,
    additionalProperties: { type: 'object' },
    description: 'Each part by its name: `status`, `error`, `since`, `version`, `latency_ms`.',
  })
  dependencies: DependenciesReport['dependencies'];
}
