import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Allow } from 'class-validator';

/** A field that is known and documented here, and checked as a field of what the body is turned into. */
export const IsCheckedElsewhere = (schema: ApiPropertyOptions): PropertyDecorator =>
  applyDecorators(Allow(), ApiProperty(schema));
