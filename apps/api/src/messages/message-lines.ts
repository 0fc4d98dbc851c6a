import type { MessageJson } from '#messaging';
import { type Cell, csvLine } from '../http/csv/csv-line.js';
import type { ExportFormat } from './export-messages.dto.js';

/** How messages are written to a file, line by line. */
interface Lines {
  mediaType: string;
  /** What comes before all. */
  header: string;
  lineOf: (message: MessageJson) => string;
}

/** The columns of a CSV file. The HTML of a mail is not among them. */
const COLUMNS: Record<string, (message: MessageJson) => Cell> = {
  id: ({ id }) => id,
  created_at: ({ created_at }) => created_at,
  updated_at: ({ updated_at }) => updated_at,
  direction: ({ direction }) => direction,
  type: ({ type }) => type,
  priority: ({ priority }) => priority,
  status: ({ status }) => status,
  from: ({ from }) => from,
  to: ({ to }) => to,
  subject: ({ subject }) => subject,
  body: ({ body }) => body,
  tags: ({ tags }) => tags.join(' '),
  metadata: ({ metadata }) => JSON.stringify(metadata),
  attachments: ({ attachments }) => attachments.join(' '),
  provider: ({ provider }) => provider,
  provider_message_id: ({ provider_message_id }) => provider_message_id,
  error_code: ({ error }) => error?.code ?? null,
  error_message: ({ error }) => error?.message ?? null,
  retry_count: ({ retry_count }) => retry_count,
  conversation_id: ({ conversation_id }) => conversation_id,
  parent_id: ({ parent_id }) => parent_id,
  scheduled_at: ({ scheduled_at }) => scheduled_at,
  expires_at: ({ expires_at }) => expires_at,
  sent_at: ({ sent_at }) => sent_at,
  delivered_at: ({ delivered_at }) => delivered_at,
  failed_at: ({ failed_at }) => failed_at,
};
const CELLS = Object.values(COLUMNS);

export const LINES: Record<ExportFormat, Lines> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    header: csvLine(Object.keys(COLUMNS)),
    lineOf: (message) => csvLine(CELLS.map((cellOf) => cellOf(message))),
  },
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    header: '',
    lineOf: (message) => `${JSON.stringify(message)}\n`,
  },
};
