import { ApiProperty, ApiPropertyOptional, getSchemaPath, PartialType } from '@nestjs/swagger';
import { ApiSettings } from '#config';
import { SHOWN } from '../access/mask-kinds.js';
import { field } from '../http/validation/field.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import type { FieldError } from '../problems/field-error.js';
import { FieldErrorView } from '../problems/problem.view.js';
import { MessageView } from './message.view.js';
import { SendMessageDto } from './send-message.dto.js';

/** For the documents: what a message of a batch lacks, the defaults may have. */
class MessageOfBatchDto extends PartialType(SendMessageDto) {}

const AreMessages = (description: string) =>
  field(
    {
      name: 'areMessages',
      // So many by default; how many it is here, only the settings know.
      schema: { type: [MessageOfBatchDto], minItems: 1, maxItems: new ApiSettings().batchMaxItems },
      check: (value) => {
        if (!Array.isArray(value)) return 'must be an array of messages, and is required';
        return value.length === 0 ? 'must hold at least one message' : null;
      },
    },
    { description },
  );

const AreDefaults = (options: { description: string; example: object }) =>
  field(
    {
      name: 'areDefaults',
      schema: { type: MessageOfBatchDto },
      check: (value) => (typeof value === 'object' && !Array.isArray(value) ? null : 'must be an object'),
    },
    { nullable: true, ...options },
  );

/** The body of `POST /api/v1/messages/batch`. */
export class SendBatchDto {
  @AreMessages(
    'Each, with the defaults, as for `send`. What is wrong with one concerns that one only. (`BATCH_MAX_ITEMS`)',
  )
  messages: unknown[];

  @AreDefaults({
    description:
      'Fields that every message has which does not have them itself; its own null takes one away. With them written out, all messages may have 4 MB.',
    example: { type: 'sms', from: '+15551234567' },
  })
  defaults?: Record<string, unknown> | null;

  /** What is wrong with the defaults' names, or with the number of messages. */
  static faultsOf({ messages, defaults }: SendBatchDto, max: number): FieldError[] {
    const unknown = fields.unknownIn(defaults ?? {}).map((error) => ({
      ...error,
      field: `defaults.${error.field}`,
    }));
    return messages.length > max
      ? [{ field: 'messages', reason: `must hold at most ${max} messages` }, ...unknown]
      : unknown;
  }
}

const fields = new ValidBodyPipe(SendMessageDto);

/** What became of one message of a batch. */
export type BatchResult =
  | { status: 201; message: MessageView }
  | { status: 422; errors: FieldError[] }
  | { status: 429; errors: FieldError[]; retry_after_seconds: number };

export class AcceptedResultView {
  @ApiProperty({ enum: [201] }) status: 201;
  @ApiProperty({ type: MessageView }) message: MessageView;
}

export class RefusedResultView {
  @ApiProperty({ enum: [422, 429], description: '429: a rule of the guard refuses it for now.' })
  status: 422 | 429;
  @ApiProperty({ ...SHOWN, type: [FieldErrorView] }) errors: FieldErrorView[];
  @ApiPropertyOptional({ type: 'integer', example: 480, description: 'Of 429: when it may be accepted.' })
  retry_after_seconds?: number;
}

export class BatchResultsView {
  @ApiProperty({
    type: 'array',
    items: { oneOf: [AcceptedResultView, RefusedResultView].map((view) => ({ $ref: getSchemaPath(view) })) },
    description: 'One for each message, in order.',
  })
  results: BatchResult[];
}
