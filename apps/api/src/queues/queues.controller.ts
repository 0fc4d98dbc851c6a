import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ALL_QUEUES } from '#messaging';
import { PauseNotObeyedError, QueueAdmin } from '#queue';
import type { Request } from 'express';
import { Audited } from '../access/audited.decorator.js';
import { callerName } from '../caller/caller-name.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { Refusal } from '../problems/problem-exception.js';
import { ApiProblems } from '../problems/problem.view.js';
import { QueueParamPipe } from './queue-param.pipe.js';
import { QueuesView, QueueView, queueView } from './queue.view.js';

const ApiQueueName = () =>
  ApiParam({
    name: 'name',
    enum: ALL_QUEUES,
    example: 'message_queue:sms',
    description: 'The name of the queue.',
  });

/** The queues in Redis: how they are, and stopping them. */
@ApiTags('operations')
@ApiProblems({ 503: 'Redis is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/admin/queues')
export class QueuesController {
  constructor(private readonly queues: QueueAdmin) {}

  @Get()
  @ApiOperation({
    summary: 'Every queue: depth, age, rate, consumers, and its state in words.',
    description: 'What waits in PostgreSQL is not in it: see `GET /api/v1/admin/waiting`.',
  })
  @ApiOkResponse({ type: QueuesView, description: 'All of them, always in the same order.' })
  async list(): Promise<QueuesView> {
    return { queues: await Promise.all(ALL_QUEUES.map((queue) => this.view(queue))) };
  }

  @Post(':name/pause')
  @HttpCode(200)
  @Audited('queue.pause', { view: QueueView, fields: ['state', 'paused_by'] })
  @ApiQueueName()
  @ApiOperation({
    summary: 'Stop giving entries of a queue to handlers.',
    description:
      'Once this is answered nothing of the queue is begun any more; what is in hand goes on to its end. Who paused is kept with the pause; a queue that is paused already stays with who paused it.',
  })
  @ApiOkResponse({ type: QueueView, description: 'The queue, paused.' })
  @ApiProblems({
    404: 'There is no such queue.',
    503: 'Redis is away, or a processor did not obey in time (the others do): see `detail`.',
  })
  async pause(@Param('name', QueueParamPipe) name: string, @Req() request: Request): Promise<QueueView> {
    await this.queues.pause(name, { by: callerName(request) }).catch((error: unknown) => {
      throw error instanceof PauseNotObeyedError ? new Refusal(503, error.message) : error;
    });
    return this.view(name);
  }

  @Post(':name/resume')
  @HttpCode(200)
  @Audited('queue.resume', { view: QueueView, fields: ['state'] })
  @ApiQueueName()
  @ApiOperation({ summary: 'Go on with a queue that was paused.' })
  @ApiOkResponse({ type: QueueView, description: 'The queue, running again.' })
  @ApiProblems({ 404: 'There is no such queue.' })
  async resume(@Param('name', QueueParamPipe) name: string): Promise<QueueView> {
    await this.queues.resume(name);
    return this.view(name);
  }

  private async view(queue: string): Promise<QueueView> {
    const [stats, consumers] = await Promise.all([this.queues.stats(queue), this.queues.consumers(queue)]);
    return queueView(stats, consumers);
  }
}
