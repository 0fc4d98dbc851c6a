import { Controller, Delete, Get, HttpCode, NotFoundException, Param } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { ApiSettings } from '#config';
import { KeySpending } from '#entities';
import { Guard } from '#messaging';
import { GuardCounters } from '#queue';
import { Audited } from '../access/audited.decorator.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { BudgetNoticeView } from './budget-notice.view.js';
import {
  budgetView,
  GuardView,
  refusedView,
  rulesView,
  StoppedPrefixView,
  stoppedView,
} from './guard.view.js';

const DAY_MS = 86_400_000;
/** Nothing else is ever stopped. */
const PREFIX = /^\+\d{1,15}$/;

/** Which messages are refused, and what the guard stopped. */
@ApiTags('operations')
@ApiExtraModels(BudgetNoticeView)
@ApiProblems({ 503: 'Redis is away; see Retry-After.' })
@Scopes('admin')
@Controller('api/v1/admin/guard')
export class GuardController {
  constructor(
    private readonly settings: ApiSettings,
    private readonly guard: Guard,
    private readonly counters: GuardCounters,
    private readonly spending: KeySpending,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The rules in force, prefixes that are stopped, and how many messages were refused.',
    description: 'Rules of one key are at `/api/v1/api-keys/{id}/guard`. docs/guard.md explains them.',
  })
  @ApiOkResponse({ type: GuardView, description: 'The guard as it is now.' })
  async find(): Promise<GuardView> {
    const now = new Date();
    const [stopped, today, yesterday, budgets] = await Promise.all([
      this.counters.stopped(),
      this.counters.refused(now),
      this.counters.refused(new Date(now.getTime() - DAY_MS)),
      this.spending.budgets(),
    ]);
    return {
      enabled: this.settings.isGuarded,
      rules: rulesView(this.guard.commonRules),
      stopped_prefixes: stopped.map(stoppedView),
      refused: refusedView(today, yesterday),
      budgets: budgets.map(budgetView),
    };
  }

  @Delete('stopped-prefixes/:prefix')
  @HttpCode(204)
  @ApiParam({
    name: 'prefix',
    example: '+447911',
    description: 'What the numbers begin with, as it is listed.',
  })
  @Audited('guard.lift', { view: StoppedPrefixView })
  @ApiOperation({
    summary: 'Let texts go to a prefix again.',
    description: 'It is not stopped again for as long as it would have been (`GUARD_STOP_SECONDS`).',
  })
  @ApiNoContentResponse({ description: 'Texts go there again.' })
  @ApiProblems({ 404: 'This prefix is not stopped.' })
  async lift(@Param('prefix') prefix: string): Promise<void> {
    const isStopped =
      PREFIX.test(prefix) && (await this.counters.lift(prefix, 1_000 * this.settings.guardStopSeconds));
    if (!isStopped) throw new NotFoundException('This prefix is not stopped.');
  }
}
