import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WaitingCallbacks } from '#entities';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import {
  ListCallbacksDto,
  positionOf,
  WaitingCallbacksView,
  waitingCallbacksView,
} from './waiting-callback.view.js';

/** Webhooks that are sent to messages' own addresses. */
@ApiTags('webhook endpoints')
@ApiProblems({
  422: 'Parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Scopes('manage')
@Controller('api/v1/callbacks')
export class CallbacksController {
  constructor(private readonly callbacks: WaitingCallbacks) {}

  @Get()
  @ApiOperation({ summary: "Webhooks to messages' `callback_url` that wait." })
  @ApiOkResponse({ type: WaitingCallbacksView, description: 'A page of those that are not told yet.' })
  async waiting(
    @Query(new ValidQueryPipe(ListCallbacksDto)) { limit, cursor }: ListCallbacksDto,
  ): Promise<WaitingCallbacksView> {
    const found = await this.callbacks.list(limit + 1, cursor ? positionOf(cursor) : undefined);
    return waitingCallbacksView(found, limit);
  }
}
