import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ExportPlace, PersonExport } from '#messaging';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { personOf } from './erasure.dto.js';
import { CreateExportDto, placeOf } from './export.dto.js';
import { ExportView, exportView } from './export.view.js';

/** What is known of a person, for whoever asks what that is. */
@ApiTags('privacy')
@ApiProblems({ 503: 'The store is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/exports')
export class ExportsController {
  constructor(private readonly exports: PersonExport) {}

  @Post()
  @HttpCode(200)
  @Audited('export.create', { view: ExportView, fields: [] })
  @ApiOperation({
    summary: 'What is known of a phone number or mail address, page by page.',
    description:
      'Conversations and suppressions come first, nearly always on the page of the first messages. Go on with `next_cursor` until it is null. Each page is recorded in the audit, without the address.',
  })
  @ApiBody({ type: CreateExportDto, examples: { number: { value: { address: '+15552220199' } } } })
  @ApiOkResponse({ type: ExportView, description: 'One page of it.' })
  @ApiProblems({
    400: 'The body is no JSON.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
    422: 'Fields are wrong: `errors: [{field, reason}]`.',
  })
  async create(@Body(new ValidBodyPipe(CreateExportDto)) dto: CreateExportDto): Promise<ExportView> {
    const address = personOf(dto.address);
    const page = await this.exports.page(address, placeOf(dto.cursor) as ExportPlace, dto.limit);
    return exportView(address, page);
  }
}
