import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { InvalidFields } from '../../problems/field-error.js';
import { NO_UUID } from './value-fields.js';

/** @throws InvalidFields when a path parameter is no UUID. */
@Injectable()
export class UuidParamPipe implements PipeTransform<string, string> {
  transform(value: string, metadata: ArgumentMetadata): string {
    if (isUUID(value)) return value.toLowerCase();
    throw new InvalidFields([{ field: metadata.data ?? 'id', reason: NO_UUID }]);
  }
}
