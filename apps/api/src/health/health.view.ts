import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { CheckResult, Readiness } from '#observability';

/** The process itself. */
export class HealthView {
  @ApiProperty({ example: 'healthy' }) status: string;
}

/** One thing the process needs. */
export class CheckView implements CheckResult {
  @ApiProperty({ enum: ['up', 'down'] }) status: CheckResult['status'];
  @ApiPropertyOptional({ description: 'Why it is down.' }) error?: string;
}

/** The process and what it needs. */
@ApiExtraModels(CheckView)
export class ReadinessView implements Readiness {
  @ApiProperty({ enum: ['ready', 'degraded', 'unavailable'] }) status: Readiness['status'];
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(CheckView) } })
  checks: Record<string, CheckView>;
}
