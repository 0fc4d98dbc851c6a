import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Preview } from '#messaging';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { InvalidFields } from '../problems/field-error.js';
import { ApiProblems } from '../problems/problem.view.js';
import { isRejection, MessageParser } from './message-parser.js';
import { SendMessageDto } from './send-message.dto.js';

/** What would be sent. Of MMS and email, which are not cut into segments, what is about them is null. */
export class PreviewView {
  @ApiProperty({ ...ADDRESS, example: '+15559876543' }) to: string;
  @ApiProperty({ type: String, enum: ['GSM-7', 'UCS-2', null], nullable: true })
  encoding: 'GSM-7' | 'UCS-2' | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'The number of SMS segments.' })
  segments: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'What still fits into the last segment: GSM-7 characters or UTF-16 units.',
  })
  characters_left: number | null;
  @ApiProperty({
    type: [String],
    description: 'The characters that require UCS-2, each once.',
    example: ['ж'],
  })
  non_gsm_characters: string[];
  @ApiProperty({ description: 'True: it would be accepted, and end `failed` with the code `suppressed`.' })
  suppressed: boolean;
  @ApiProperty({ ...SHOWN, example: 'twilio' }) provider: string;
}

@ApiTags('messages')
@Scopes('send')
@Controller('api/v1/messages')
export class PreviewController {
  constructor(
    private readonly reader: MessageParser,
    private readonly preview: Preview,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @ApiBody({
    type: SendMessageDto,
    examples: {
      sms: {
        value: { type: 'sms', from: '+15551234567', to: '+1 (555) 987-6543', body: 'Your code is 123456' },
      },
    },
  })
  @ApiOkResponse({ type: PreviewView, description: 'Nothing is stored.' })
  @ApiProblems({ 404: 'There is no message `parent_id`.' })
  async show(@Body() body: unknown): Promise<PreviewView> {
    const [read] = await this.reader.readAll([body], 'body');
    if (!read || isRejection(read))
      throw new InvalidFields(read?.errors ?? [], read?.status === 404 ? 404 : 422);
    const { to, text, suppressed, provider } = await this.preview.of(read);
    return {
      to,
      encoding: text?.encoding ?? null,
      segments: text?.segments ?? null,
      characters_left: text?.charactersLeft ?? null,
      non_gsm_characters: text?.nonGsmCharacters ?? [],
      suppressed,
      provider,
    };
  }
}
