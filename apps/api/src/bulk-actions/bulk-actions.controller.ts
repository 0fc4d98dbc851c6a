import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type BulkAction, BulkActions } from '#entities';
import { BulkActionService, TooManyBulkActionsError } from '#messaging';
import type { Request, Response } from 'express';
import { Audited } from '../access/audited.decorator.js';
import '../caller/request-key.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { bulkRequestOf, CreateBulkActionDto, ListBulkActionsDto } from './bulk-action.dto.js';
import {
  BulkActionListView,
  BulkActionPreviewView,
  bulkActionPreviewView,
  BulkActionView,
  bulkActionView,
} from './bulk-action.view.js';

/** How far it came is not what somebody changed. */
const RECORDED = {
  view: BulkActionView,
  fields: ['action', 'filter', 'scheduled_at', 'status', 'matching'] satisfies (keyof BulkActionView)[],
};

/** Changes of all messages that match a filter. */
@ApiTags('bulk actions')
@ApiProblems({
  422: 'Fields or parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Scopes('manage')
@Controller('api/v1/bulk-actions')
export class BulkActionsController {
  constructor(
    private readonly service: BulkActionService,
    private readonly jobs: BulkActions,
  ) {}

  @Post()
  @Audited('bulk_action.create', RECORDED)
  @ApiBody({
    type: CreateBulkActionDto,
    examples: {
      'what would be retried': {
        value: {
          action: 'retry',
          filter: { status: 'failed', changed_after: '2026-01-31T12:00:00Z' },
          dry_run: true,
        },
      },
      'stop a campaign': { value: { action: 'cancel', filter: { tag: 'campaign4' } } },
      'send it tomorrow': {
        value: { action: 'reschedule', filter: { tag: 'campaign4' }, scheduled_at: '2026-02-01T09:00:00Z' },
      },
    },
  })
  @ApiOkResponse({ type: BulkActionPreviewView, description: 'With `dry_run`: what it would do now.' })
  @ApiCreatedResponse({
    type: BulkActionView,
    description: 'It runs, behind fresh messages. What is accepted or changed from now on is not touched.',
  })
  @ApiProblems({
    400: 'The body is no JSON.',
    409: 'Too many bulk actions are running.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
  })
  async create(
    @Body(new ValidBodyPipe(CreateBulkActionDto)) dto: CreateBulkActionDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BulkActionView | BulkActionPreviewView> {
    const asked = bulkRequestOf(dto, request.apiKey?.id ?? null);
    if (!dto.dry_run) return bulkActionView(await this.service.start(asked).catch(refuseMore));
    response.status(200);
    return bulkActionPreviewView(asked.action, await this.service.preview(asked));
  }

  @Get()
  @ApiOkResponse({ type: BulkActionListView, description: 'Newest first, with how far each came.' })
  async list(
    @Query(new ValidQueryPipe(ListBulkActionsDto)) { limit, cursor }: ListBulkActionsDto,
  ): Promise<BulkActionListView> {
    // One more than the page tells whether there is another.
    const found = await this.jobs.list(limit + 1, cursor ?? null);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { bulk_actions: page.map(bulkActionView), next_cursor: last?.id ?? null };
  }

  @Get(':id')
  @ApiOkResponse({ type: BulkActionView, description: 'The bulk action, and how far it came.' })
  @ApiProblems({ 404: 'There is no such bulk action.' })
  async find(@Param('id', UuidParamPipe) id: string): Promise<BulkActionView> {
    return bulkActionView(existing(id, await this.jobs.find(id)));
  }

  @Post(':id/stop')
  @HttpCode(200)
  @Audited('bulk_action.stop', RECORDED)
  @ApiOkResponse({ type: BulkActionView, description: 'It changes nothing more, unless it is resumed.' })
  @ApiProblems({ 404: 'There is no such bulk action.' })
  async stop(@Param('id', UuidParamPipe) id: string): Promise<BulkActionView> {
    return bulkActionView(existing(id, await this.service.stop(id)));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Audited('bulk_action.resume', RECORDED)
  @ApiOkResponse({ type: BulkActionView, description: 'A stopped one goes on where it stopped.' })
  @ApiProblems({ 404: 'There is no such bulk action.' })
  async resume(@Param('id', UuidParamPipe) id: string): Promise<BulkActionView> {
    return bulkActionView(existing(id, await this.service.resume(id)));
  }
}

function existing(id: string, job: BulkAction | null): BulkAction {
  if (!job) throw new NotFoundException(`There is no bulk action ${id}.`);
  return job;
}

function refuseMore(error: unknown): never {
  if (error instanceof TooManyBulkActionsError)
    throw new ConflictException(`${error.message}; stop one first.`);
  throw error;
}
