import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ERROR_CODES } from '#providers';
import { SHOWN } from '../access/mask-kinds.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ExplanationView } from './message-details.view.js';

/** A code, and what it means. */
export class ErrorCodeView extends ExplanationView {
  @ApiProperty({
    ...SHOWN,
    example: 'twilio',
    description:
      'Who gives it; `sendgrid` passes the codes of mail servers on, `sendstream` is this service.',
  })
  provider: string;
  @ApiProperty({
    ...SHOWN,
    example: '30003',
    description: 'As it is on messages and attempts; `http_401`: an answer that had no code.',
  })
  code: string;
  @ApiProperty({ example: false, description: 'The same message fails again until something is changed.' })
  permanent: boolean;
}

export class ErrorCodesView {
  @ApiProperty({ type: [ErrorCodeView], description: 'All that are known.' }) error_codes: ErrorCodeView[];
}

const VIEW: ErrorCodesView = {
  error_codes: ERROR_CODES.map(({ provider, code, title, whatToDo, source, permanent }) => {
    return { provider, code, title, what_to_do: whatToDo, source, permanent };
  }),
};

@ApiTags('messages')
@Scopes('read')
@Controller('api/v1/error-codes')
export class ErrorCodesController {
  @Get()
  @ApiOperation({ summary: 'What the codes of providers and mail servers mean, and what to do.' })
  @ApiOkResponse({ type: ErrorCodesView, description: 'All of them, by provider and code.' })
  list(): ErrorCodesView {
    return VIEW;
  }
}
