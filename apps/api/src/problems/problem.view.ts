import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';

/** One field of a request that is wrong, and why. */
export class FieldErrorView {
  @ApiProperty({ example: 'to' }) field: string;
  @ApiProperty({ example: 'must be a phone number in E.164 form, for example +15551234567' }) reason: string;
}

/** Every error, as RFC 9457 has it. */
export class ProblemView {
  @ApiProperty({ example: 'about:blank' }) type: string;
  @ApiProperty() title: string;
  @ApiProperty() status: number;
  @ApiProperty({ description: 'A description of the problem.' }) detail: string;
  @ApiPropertyOptional({ type: [FieldErrorView], description: 'The parts of the request that are invalid.' })
  errors?: FieldErrorView[];
  @ApiPropertyOptional({ example: 'recipient_cap', description: 'The rule of the guard that refuses it.' })
  rule?: string;
  @ApiPropertyOptional({ description: 'Quote this when you report an internal error.' }) request_id?: string;
}

/** Declares the errors of a route by their status. Those of every route are declared once, in the documents. */
export function ApiProblems(problems: Record<number, string>): MethodDecorator & ClassDecorator {
  const responses = Object.entries(problems).map(([status, description]) =>
    ApiResponse({
      status: Number(status),
      description,
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) } } },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemView), ...responses);
}
