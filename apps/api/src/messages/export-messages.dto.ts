import { IsOneOf } from '../http/validation/word-fields.js';
import { MessageFilterDto } from './message-filter.dto.js';

const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The query of `GET /api/v1/messages/export`. */
export class ExportMessagesDto extends MessageFilterDto {
  @IsOneOf(EXPORT_FORMATS, {
    optional: true,
    default: 'csv',
    description:
      '`csv`: a header and a line for each message; `ndjson`: each message as JSON on a line of its own.',
  })
  format: ExportFormat = 'csv';
}
