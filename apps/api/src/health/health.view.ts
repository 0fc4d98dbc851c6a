import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { CheckResult, HealthReport, ReadinessReport } from '#observability';

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
}

/** One thing the process needs. */
class CheckView {
  @ApiProperty({
    enum: ['up', 'down', 'healthy', 'unhealthy'],
    description: '`healthy` and `unhealthy` of `database`, which older monitoring reads.',
  })
  status: CheckResult['status'] | HealthReport['status'];
  @ApiPropertyOptional({ description: 'The same once more, of the stores.' }) connected?: boolean;
  @ApiPropertyOptional({ description: 'Why it is down.' }) error?: string;
}

/** The process and what it needs. */
@ApiExtraModels(CheckView)
export class ReadinessView implements ReadinessReport {
  @ApiProperty({ enum: ['ready', 'degraded', 'unavailable'] }) status: ReadinessReport['status'];
  @ApiProperty({ description: 'Whether requests may come.' }) ready: boolean;
  @ApiProperty({ format: 'date-time', example: NOW }) timestamp: string;
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(CheckView) } })
  checks: ReadinessReport['checks'];
}
