import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiSettings } from '#config';
import { CostReader, StatisticsReader } from '#entities';
import { SharedAnswers } from '../http/answers/shared-answers.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { CostsView, costsView } from './costs.view.js';
import { FailuresView, failuresView } from './failures.view.js';
import {
  CostsDto,
  costQuestionOf,
  failureQuestionOf,
  FailuresDto,
  questionOf,
  StatisticsDto,
} from './statistics-query.dto.js';
import { StatisticsView, statisticsView } from './statistics.view.js';

/** What became of messages, in numbers: from counters, which are some seconds behind and say so. */
@ApiTags('statistics')
@ApiProblems({
  422: 'Parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Scopes('read')
@Controller('api/v1/statistics')
export class StatisticsController {
  private readonly shared = new SharedAnswers();

  constructor(
    private readonly reader: StatisticsReader,
    private readonly costReader: CostReader,
    private readonly settings: ApiSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'How many messages were accepted, sent, delivered, failed and received, and how long that took.',
    description:
      'Each counts in the minute, hour and day in which it happened, some seconds after it did: see `as_of`. What is erased later stays counted.',
  })
  @ApiOkResponse({ type: StatisticsView, description: 'The numbers, by time and group.' })
  async statistics(@Query(new ValidQueryPipe(StatisticsDto)) dto: StatisticsDto): Promise<StatisticsView> {
    const question = questionOf(dto);
    const found = await this.shared.of({ question }, () => this.reader.statistics(question));
    return statisticsView(question, found, this.settings);
  }

  @Get('costs')
  @ApiOperation({
    summary: 'How many segments texts had, and what they cost, by day, tag, key and country.',
    description:
      'A text counts in the hour and the day in which it was accepted. Its price is added once its provider has told it, minutes later: see docs/guard.md.',
  })
  @ApiOkResponse({ type: CostsView, description: 'The sums, by time and group.' })
  async costs(@Query(new ValidQueryPipe(CostsDto)) dto: CostsDto): Promise<CostsView> {
    const question = costQuestionOf(dto);
    const [series, totals] = await Promise.all([
      this.costReader.series(question),
      this.costReader.totals(question),
    ]);
    return costsView(question, series, totals);
  }

  @Get('failures')
  @ApiOperation({ summary: 'What failed, by provider, code, sender and destination, and when.' })
  @ApiOkResponse({ type: FailuresView, description: 'The groups, the largest first.' })
  async failures(@Query(new ValidQueryPipe(FailuresDto)) dto: FailuresDto): Promise<FailuresView> {
    const question = failureQuestionOf(dto);
    return failuresView(
      question,
      await this.shared.of({ failures: question }, () => this.reader.failures(question)),
    );
  }
}
