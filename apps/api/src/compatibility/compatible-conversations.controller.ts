import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ConversationLists, ConversationMessages, Conversations } from '#entities';
import { messageJson } from '#messaging';
import { isUUID } from 'class-validator';
import { SHOWN } from '../access/mask-kinds.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { ConversationView, conversationView } from '../conversations/conversation.view.js';
import { filterOf, ListConversationsDto } from '../conversations/conversation-query.dto.js';
import { PageDto } from '../http/pages/page.dto.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ApiNextOffset, nextOffset } from '../http/pages/shortened-page.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { MessageView } from '../messages/message.view.js';

export class CompatibleConversationsView {
  @ApiProperty({ type: [ConversationView], description: 'Most recently active first.' })
  conversations: ConversationView[];
  @ApiProperty({ type: 'integer', description: 'The total; an estimate beyond 10,000.' })
  total: number;
}

export class CompatibleMessagesView {
  @ApiProperty({ type: [MessageView], description: 'Newest first.' }) messages: MessageView[];
  @ApiProperty({ type: 'integer' }) total: number;
  @ApiProperty({ ...SHOWN, description: 'As it was asked for.' }) conversation_id: string;
  @ApiNextOffset() next_offset?: number;
}

/** Routes that existing clients call; new ones take `/api/v1/conversations`. */
@ApiTags('compatibility')
@ApiProblems({ 422: 'Parameters are wrong.', 503: 'The store is away; see Retry-After.' })
@Scopes('read')
@Controller('api/conversations')
export class CompatibleConversationsController {
  constructor(
    private readonly lists: ConversationLists,
    private readonly conversations: Conversations,
    private readonly messages: ConversationMessages,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Conversations.' })
  @ApiOkResponse({
    type: CompatibleConversationsView,
    description: 'One page of conversations, the most recently active first.',
  })
  async list(
    @Query(new ValidQueryPipe(ListConversationsDto)) dto: ListConversationsDto,
  ): Promise<CompatibleConversationsView> {
    const { conversations, total } = await this.lists.page(filterOf(dto), dto.limit, dto.offset);
    return { conversations: conversations.map(conversationView), total };
  }

  @Get(':id/messages')
  @ApiOperation({ summary: 'The messages of a conversation; none for an id that is no conversation.' })
  @ApiParam({ name: 'id', example: '01990b1d-8a00-7000-8000-000000000001' })
  @ApiOkResponse({
    type: CompatibleMessagesView,
    description: 'One page of its messages; none where there is no such conversation.',
  })
  async listMessages(
    @Param('id') id: string,
    @Query(new ValidQueryPipe(PageDto)) { limit, offset }: PageDto,
  ): Promise<CompatibleMessagesView> {
    const conversation = isUUID(id) ? await this.conversations.find(id) : null;
    if (!conversation) return { messages: [], total: 0, conversation_id: id };
    const page = await this.messages.page(conversation.id, limit, offset);
    const total = conversation.messageCount;
    const next = nextOffset(page, { limit, offset });
    return { messages: page.messages.map(messageJson), total, conversation_id: id, ...next };
  }
}
