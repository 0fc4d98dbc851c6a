import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UnappliedEvents } from '#entities';
import { ProviderStates, WaitingOverview } from '#messaging';
import { SharedAnswers } from '../http/answers/shared-answers.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ProvidersView, providerView } from './provider.view.js';
import {
  cursorBehindEvent,
  ListUnappliedEventsDto,
  positionOf,
  UnappliedEventsView,
  unappliedEventView,
} from './unapplied-event.view.js';
import { WaitingView, waitingView } from './waiting.view.js';

/** What waits and why, beyond the queues. */
@ApiTags('operations')
@ApiProblems({ 503: 'A store is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/admin')
export class WaitingController {
  private readonly shared = new SharedAnswers();

  constructor(
    private readonly waiting: WaitingOverview,
    private readonly providers: ProviderStates,
    private readonly events: UnappliedEvents,
  ) {}

  @Get('waiting')
  @ApiOperation({
    summary: 'Every place in which something can wait: how much, since when, and the list of it.',
    description:
      'Answered without Redis too. Counting stops at 10,000, so that it costs little however much waits.',
  })
  @ApiOkResponse({ type: WaitingView, description: 'Every place, also those in which nothing waits.' })
  async places(): Promise<WaitingView> {
    return waitingView(await this.shared.of('waiting', () => this.waiting.now()));
  }

  @Get('providers')
  @ApiOperation({
    summary: 'How each provider is: whether it takes messages, how often it fails, how long it takes.',
    description: 'From what all processes that call it told in the last seconds.',
  })
  @ApiOkResponse({
    type: ProvidersView,
    description: 'As the processors found them in the last five minutes.',
  })
  async states(): Promise<ProvidersView> {
    return { providers: (await this.providers.all()).map(providerView) };
  }

  @Get('provider-events')
  @ApiOperation({ summary: 'Provider events that are stored and not applied yet.' })
  @ApiOkResponse({ type: UnappliedEventsView, description: 'Those that are due first come first.' })
  async unapplied(
    @Query(new ValidQueryPipe(ListUnappliedEventsDto)) { limit, cursor }: ListUnappliedEventsDto,
  ): Promise<UnappliedEventsView> {
    const found = await this.events.list(limit + 1, cursor ? positionOf(cursor) : null);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      provider_events: page.map(unappliedEventView),
      next_cursor: last ? cursorBehindEvent(last) : null,
    };
  }
}
