import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Suppressions } from '#entities';
import type { Request, Response } from 'express';
import { Audited } from '../access/audited.decorator.js';
import { REDACTED_NOTE, redactForKey } from '../access/redact-for-key.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { CreateSuppressionDto, filterOf, ListSuppressionsDto, newSuppression } from './suppression.dto.js';
import { SuppressionListView, SuppressionView, suppressionView } from './suppression.view.js';

/** Whom not to write to. Looked at when a message is sent, not when it is accepted. */
@ApiTags('suppressions')
@ApiProblems({
  422: 'Fields or parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Controller('api/v1/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: Suppressions) {}

  @Post()
  @Scopes('manage')
  @Audited('suppression.create', { view: SuppressionView })
  @ApiOperation({
    summary:
      'Suppress an address: messages to it end `failed` with the code `suppressed`, and no provider is called.',
  })
  @ApiBody({
    type: CreateSuppressionDto,
    examples: {
      number: {
        value: { channel: 'sms', address: '+15559876543', reason: 'manual', note: 'Asked by phone' },
      },
      email: { value: { channel: 'email', address: 'someone@example.org', reason: 'bounce' } },
    },
  })
  @ApiCreatedResponse({ type: SuppressionView, description: 'The suppression.' })
  @ApiOkResponse({
    type: SuppressionView,
    description: `The existing suppression for that reason, unchanged. ${REDACTED_NOTE}`,
  })
  @ApiProblems({
    400: 'The body is no JSON.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
  })
  async add(
    @Body(new ValidBodyPipe(CreateSuppressionDto)) dto: CreateSuppressionDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SuppressionView> {
    const { suppression, added } = await this.suppressions.add(newSuppression(dto));
    if (added) return suppressionView(suppression);
    response.status(200);
    return redactForKey(request, suppressionView(suppression));
  }

  @Get()
  @Scopes('read')
  @ApiOperation({ summary: 'Suppressions, newest first.' })
  @ApiOkResponse({ type: SuppressionListView, description: 'One page of suppressions, newest first.' })
  async list(
    @Query(new ValidQueryPipe(ListSuppressionsDto)) dto: ListSuppressionsDto,
  ): Promise<SuppressionListView> {
    // One more than the page tells whether there is another.
    const found = await this.suppressions.list(filterOf(dto), dto.limit + 1, dto.cursor);
    const page = found.slice(0, dto.limit);
    const last = found.length > dto.limit ? page.at(-1) : undefined;
    return { suppressions: page.map(suppressionView), next_cursor: last?.id ?? null };
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('manage')
  @Audited('suppression.delete', {
    view: SuppressionView,
    before: (controller: SuppressionsController, id) => controller.state(id),
  })
  @ApiOperation({ summary: 'Remove the suppression.' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems({ 404: 'There is no such suppression.' })
  async remove(@Param('id', UuidParamPipe) id: string): Promise<void> {
    if (!(await this.suppressions.remove(id))) throw unknown(id);
  }

  /** The suppression as it is. */
  async state(id: string): Promise<SuppressionView> {
    const suppression = await this.suppressions.find(id);
    if (!suppression) throw unknown(id);
    return suppressionView(suppression);
  }
}

function unknown(id: string): NotFoundException {
  return new NotFoundException(`There is no suppression ${id}.`);
}
