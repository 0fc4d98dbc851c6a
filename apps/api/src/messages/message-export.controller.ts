import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { MasksWhatItWrites } from '../access/self-written.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ExportMessagesDto } from './export-messages.dto.js';
import { MessageExport } from './message-export.js';
import { messageFilterOf } from './message-filter.dto.js';

@ApiTags('messages')
@Controller('api/v1/messages/export')
export class MessageExportController {
  constructor(private readonly exports: MessageExport) {}

  @Get()
  @Scopes('read')
  @MasksWhatItWrites()
  @ApiOperation({
    summary: 'All messages that match, as a file, newest first.',
    description:
      'The filters are those of the list. The file is written as fast as it is read; what is accepted meanwhile is not in it. In CSV (RFC 4180, UTF-8) a text that begins with `=`, `+`, `-`, `@`, a tab or a line break has an apostrophe before it, so that no spreadsheet takes it for a formula; a phone number is left as it is. An answer that breaks off is not whole.',
  })
  @ApiOkResponse({
    description: 'The file, as a download.',
    content: {
      'text/csv': { schema: { type: 'string' }, example: 'id,created_at,updated_at,direction,type\r\n' },
      'application/x-ndjson': {
        schema: { type: 'string' },
        example: '{"id":"0190a5b8-7c3e-7d10-9f6a-2b1c4d5e6f70"}\n',
      },
    },
  })
  @ApiProblems({
    422: 'Parameters are wrong.',
    429: 'Too many requests, or too many exports or streams are open for this client; see Retry-After.',
    503: 'The store is away, or too many exports or streams are open; see Retry-After.',
  })
  async export(
    @Query(new ValidQueryPipe(ExportMessagesDto)) query: ExportMessagesDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.exports.write(messageFilterOf(query), query.format, request, response);
  }
}
