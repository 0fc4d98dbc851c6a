import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ErasureReceipts } from '#entities';
import { ErasureRequests } from '#messaging';
import type { Response } from 'express';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { CreateErasureDto, subjectOf } from './erasure.dto.js';
import { ErasureView, erasureView } from './erasure.view.js';

/** People, and conversations, that are to be known no more. */
@ApiTags('privacy')
@ApiProblems({ 503: 'The store is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/erasures')
export class ErasuresController {
  constructor(
    private readonly requests: ErasureRequests,
    private readonly receipts: ErasureReceipts,
  ) {}

  @Post()
  @HttpCode(200)
  @Audited('erasure.create', { view: ErasureView, fields: ['kind', 'status', 'counts'] })
  @ApiOperation({
    summary: 'Erase all that is known of an address, or a conversation with its messages.',
    description:
      'What waits is not sent any more. Suppressions hold on, by a keyed hash. Of what providers tell later of erased messages nothing comes back. Asking again is no fault: what has come meanwhile is erased too.',
  })
  @ApiBody({
    type: CreateErasureDto,
    examples: {
      number: { value: { address: '+15552220199' } },
      email: { value: { address: 'someone-else@example.org' } },
    },
  })
  @ApiOkResponse({ type: ErasureView, description: 'The receipt: nothing is left.' })
  @ApiAcceptedResponse({
    type: ErasureView,
    description: 'The receipt: it goes on in the background. See Location.',
  })
  @ApiProblems({
    400: 'The body is no JSON.',
    404: 'There is no such conversation, and none was erased.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
    422: 'Fields are wrong: `errors: [{field, reason}]`.',
  })
  async create(
    @Body(new ValidBodyPipe(CreateErasureDto)) dto: CreateErasureDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ErasureView> {
    const subject = subjectOf(dto);
    const receipt =
      'address' in subject
        ? await this.requests.erasePerson(subject.address)
        : await this.requests.eraseConversation(subject.conversation);
    if (!receipt) throw new NotFoundException('There is no such conversation.');
    response.setHeader('Location', `/api/v1/erasures/${receipt.id}`);
    if (receipt.status === 'running') response.status(202);
    return erasureView(receipt);
  }

  @Get(':id')
  @ApiOperation({ summary: 'The receipt of an erasure.' })
  @ApiOkResponse({ type: ErasureView, description: 'The receipt, and how far it came.' })
  @ApiProblems({ 404: 'There is no such erasure.' })
  async find(@Param('id', UuidParamPipe) id: string): Promise<ErasureView> {
    const receipt = await this.receipts.find(id);
    if (!receipt) throw new NotFoundException(`There is no erasure ${id}.`);
    return erasureView(receipt);
  }
}
