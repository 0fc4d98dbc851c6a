import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConversationStatistics, LatestMessages } from '#entities';
import { ConversationSearch } from '#messaging';
import { Scopes } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { MAX_FOUND, SearchConversationsDto } from './conversation.dto.js';
import {
  ConversationSearchView,
  ConversationStatisticsView,
  searchView,
  statisticsView,
} from './conversation.view.js';

/** What is asked about conversations rather than of one. */
@ApiTags('conversations')
@ApiProblems({
  422: 'Fields are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Controller('api/v1/conversations')
export class ConversationInsightController {
  constructor(
    private readonly finder: ConversationSearch,
    private readonly statistics: ConversationStatistics,
    private readonly latest: LatestMessages,
  ) {}

  @Post('search')
  @HttpCode(200)
  @Scopes('read')
  @ApiOperation({
    summary:
      'Find conversations by a part of a number, an address or a title, or by words of a message, or their beginnings.',
    description:
      'What is common is found among the newest 300 conversations and 2,000 messages, what is rare among all. A query without three letters or digits in a row is looked for among the newest 2,000 conversations, and as the beginning of a word in all messages.',
  })
  @ApiBody({ type: SearchConversationsDto, examples: { number: { value: { query: '98765', limit: 10 } } } })
  @ApiProblems({
    400: 'The body is no JSON.',
    413: 'The body is too large.',
    415: 'The body is not declared as JSON.',
  })
  @ApiOkResponse({
    type: ConversationSearchView,
    description: 'What was found, the most recently active first.',
  })
  async search(
    @Body(new ValidBodyPipe(SearchConversationsDto)) dto: SearchConversationsDto,
  ): Promise<ConversationSearchView> {
    const limit = dto.limit ?? MAX_FOUND;
    const found = await this.finder.search(dto.query, limit);
    const ids = found.map(({ conversation }) => conversation.id);
    return searchView(found, limit, dto.include_last_message ? await this.latest.of(ids) : undefined);
  }

  @Get(':id/statistics')
  @Scopes('read')
  @ApiOperation({ summary: 'How many messages a conversation has, and their outcomes.' })
  @ApiOkResponse({ type: ConversationStatisticsView, description: 'The counts.' })
  @ApiProblems({ 404: 'There is no such conversation.' })
  async getStatistics(@Param('id', UuidParamPipe) id: string): Promise<ConversationStatisticsView> {
    const figures = await this.statistics.of(id);
    if (!figures) throw new NotFoundException(`There is no conversation ${id}.`);
    return statisticsView(id, figures);
  }
}
