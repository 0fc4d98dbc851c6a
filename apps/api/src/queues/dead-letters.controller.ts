import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ALL_QUEUES } from '#messaging';
import { QueueAdmin } from '#queue';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { chosenOf, ChosenDeadLettersDto, ListDeadLettersDto } from './dead-letter.dto.js';
import { DeadLettersDoneView, DeadLettersView, deadLetterView } from './dead-letter.view.js';
import { QueueParamPipe } from './queue-param.pipe.js';

const CHOICES = {
  some: { value: { ids: ['1767225600000-0'] } },
  all: { value: { all: true } },
};

/** What queues gave up. */
@ApiTags('operations')
@ApiParam({
  name: 'name',
  enum: ALL_QUEUES,
  example: 'message_queue:sms',
  description: 'The name of the queue.',
})
@ApiProblems({ 404: 'There is no such queue.', 503: 'Redis is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/admin/queues/:name/dead-letters')
export class DeadLettersController {
  constructor(private readonly queues: QueueAdmin) {}

  @Get()
  @ApiOperation({ summary: 'Entries of a queue that were given up, and why.' })
  @ApiOkResponse({
    type: DeadLettersView,
    description: 'Oldest first, with what each held and why it was given up.',
  })
  async list(
    @Param('name', QueueParamPipe) name: string,
    @Query(new ValidQueryPipe(ListDeadLettersDto)) { limit, cursor }: ListDeadLettersDto,
  ): Promise<DeadLettersView> {
    const found = await this.queues.listDead(name, { limit: limit + 1, after: cursor || null });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { dead_letters: page.map(deadLetterView), next_cursor: last?.id ?? null };
  }

  @Post('replay')
  @HttpCode(200)
  @Audited('queue.replay_dead_letters', { view: DeadLettersDoneView })
  @ApiBody({ type: ChosenDeadLettersDto, examples: CHOICES })
  @ApiOperation({
    summary: 'Queue dead letters again.',
    description: 'A message is still sent only once: the row decides, and not the entry.',
  })
  @ApiOkResponse({ type: DeadLettersDoneView, description: 'How many are queued again.' })
  async replay(
    @Param('name', QueueParamPipe) name: string,
    @Body(new ValidBodyPipe(ChosenDeadLettersDto)) dto: ChosenDeadLettersDto,
  ): Promise<DeadLettersDoneView> {
    const chosen = chosenOf(dto);
    return done(chosen, await this.queues.replayDead(name, chosen));
  }

  @Post('discard')
  @HttpCode(200)
  @Audited('queue.discard_dead_letters', { view: DeadLettersDoneView })
  @ApiBody({ type: ChosenDeadLettersDto, examples: CHOICES })
  @ApiOperation({ summary: 'Delete dead letters for good.' })
  @ApiOkResponse({ type: DeadLettersDoneView, description: 'How many are gone.' })
  async discard(
    @Param('name', QueueParamPipe) name: string,
    @Body(new ValidBodyPipe(ChosenDeadLettersDto)) dto: ChosenDeadLettersDto,
  ): Promise<DeadLettersDoneView> {
    const chosen = chosenOf(dto);
    return done(chosen, await this.queues.discardDead(name, chosen));
  }
}

function done(chosen: 'all' | string[], count: number): DeadLettersDoneView {
  return { count, not_found: chosen === 'all' ? 0 : chosen.length - count };
}
