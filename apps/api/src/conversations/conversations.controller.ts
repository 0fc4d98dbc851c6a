import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  ConversationLists,
  ConversationMessages,
  Conversations,
  type CurrentConversation,
  LatestMessages,
} from '#entities';
import { Erasure, messageJson } from '#messaging';
import type { Request, Response } from 'express';
import { Audited } from '../access/audited.decorator.js';
import { REDACTED_NOTE, redactForKey } from '../access/redact-for-key.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { PageDto } from '../http/pages/page.dto.js';
import { ApiProblems } from '../problems/problem.view.js';
import { nextOffset } from '../http/pages/shortened-page.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { ChangeConversationDto, CreateConversationDto, newConversation } from './conversation.dto.js';
import {
  DeleteConversationDto,
  filterOf,
  FindConversationDto,
  ListConversationsDto,
} from './conversation-query.dto.js';
import {
  ConversationListView,
  ConversationMessagesView,
  ConversationView,
  conversationView,
  ConversationWithMessagesView,
  listedView,
} from './conversation.view.js';

const INCLUDED_MESSAGES = 50;
const DELETION = new ValidQueryPipe(DeleteConversationDto);
const TWO = { channel_type: 'sms', participant_from: '+15551234567', participant_to: '+15559876543' };
const ORDER = { title: 'Order 1042', metadata: { customer: 7 } };
const BODY_PROBLEMS = {
  400: 'The body is no JSON.',
  413: 'The body is too large.',
  415: 'The body is not declared as JSON.',
};
const UNKNOWN = { 404: 'There is no such conversation.' };
/** Between whom it is the audit does not say: it outlives what is erased. */
const RECORDED = {
  view: ConversationView,
  fields: [
    'type',
    'status',
    'channel_type',
    'title',
    'metadata',
    'message_count',
  ] as (keyof ConversationView)[],
};
const CHANGED = {
  ...RECORDED,
  before: (controller: ConversationsController, id: string) => controller.state(id),
};

@ApiTags('conversations')
@ApiProblems({
  422: 'Fields or parameters are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away; see Retry-After.',
})
@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: Conversations,
    private readonly lists: ConversationLists,
    private readonly messages: ConversationMessages,
    private readonly latest: LatestMessages,
    private readonly erasure: Erasure,
  ) {}

  @Post()
  @Scopes('send')
  @Audited('conversation.create', RECORDED)
  @ApiOperation({ summary: 'Open a conversation. Sending opens the direct one of a pair by itself.' })
  @ApiBody({
    type: CreateConversationDto,
    examples: { thread: { value: { ...TWO, type: 'thread', ...ORDER } } },
  })
  @ApiProblems(BODY_PROBLEMS)
  @ApiCreatedResponse({ type: ConversationView, description: 'The conversation that was opened.' })
  @ApiOkResponse({
    type: ConversationView,
    description: `The direct conversation that the pair already has, unchanged. ${REDACTED_NOTE}`,
  })
  async open(
    @Body(new ValidBodyPipe(CreateConversationDto)) dto: CreateConversationDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConversationView> {
    const { id, opened } = await this.conversations.open(newConversation(dto));
    const view = conversationView(await this.existing(id));
    if (opened) return view;
    response.status(200);
    return redactForKey(request, view);
  }

  @Get()
  @Scopes('read')
  @ApiOperation({
    summary: 'Conversations, most recently active first; those without messages by when they were opened.',
  })
  @ApiOkResponse({
    type: ConversationListView,
    description: 'One page of conversations, the most recently active first.',
  })
  async list(
    @Query(new ValidQueryPipe(ListConversationsDto)) dto: ListConversationsDto,
  ): Promise<ConversationListView> {
    const { limit, offset } = dto;
    const page = await this.lists.page(filterOf(dto), limit, offset);
    const ids = page.conversations.map(({ id }) => id);
    const latest = dto.include_last_message ? await this.latest.of(ids) : undefined;
    return {
      conversations: page.conversations.map((conversation) => listedView(conversation, latest)),
      total: page.total,
      total_is_estimate: page.totalIsEstimate,
      limit,
      offset,
    };
  }

  @Get(':id')
  @Scopes('read')
  @ApiOperation({ summary: 'One conversation.' })
  @ApiOkResponse({ type: ConversationWithMessagesView, description: 'The conversation.' })
  @ApiProblems(UNKNOWN)
  async find(
    @Param('id', UuidParamPipe) id: string,
    @Query(new ValidQueryPipe(FindConversationDto)) { include_messages: include }: FindConversationDto,
  ): Promise<ConversationWithMessagesView> {
    const conversation = conversationView(await this.existing(id));
    if (!include) return conversation;
    const { messages } = await this.messages.page(id, INCLUDED_MESSAGES, 0);
    return { ...conversation, messages: messages.map(messageJson).reverse() };
  }

  @Get(':id/messages')
  @Scopes('read')
  @ApiOperation({ summary: 'The messages of a conversation, newest first.' })
  @ApiOkResponse({ type: ConversationMessagesView, description: 'One page of its messages, newest first.' })
  @ApiProblems(UNKNOWN)
  async listMessages(
    @Param('id', UuidParamPipe) id: string,
    @Query(new ValidQueryPipe(PageDto)) { limit, offset }: PageDto,
  ): Promise<ConversationMessagesView> {
    const { messageCount: total } = await this.existing(id);
    const page = await this.messages.page(id, limit, offset);
    const next = nextOffset(page, { limit, offset });
    return { messages: page.messages.map(messageJson), total, limit, offset, ...next };
  }

  @Patch(':id')
  @Scopes('manage')
  @Audited('conversation.change', CHANGED)
  @ApiOperation({ summary: 'Change title, status or metadata.' })
  @ApiBody({ type: ChangeConversationDto, examples: { title: { value: ORDER } } })
  @ApiProblems(BODY_PROBLEMS)
  @ApiOkResponse({ type: ConversationView, description: REDACTED_NOTE })
  @ApiProblems(UNKNOWN)
  async change(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(ChangeConversationDto)) { metadata, ...rest }: ChangeConversationDto,
    @Req() request: Request,
  ): Promise<ConversationView> {
    const changed = await this.conversations.change(id, {
      ...rest,
      metadata: metadata === null ? {} : metadata,
    });
    return redactForKey(request, conversationView(await this.existing(id, changed)));
  }

  @Post(':id/read')
  @HttpCode(200)
  @Scopes('manage')
  @ApiOperation({ summary: 'Mark all messages as read: `unread_count` becomes 0.' })
  @ApiOkResponse({ type: ConversationView, description: REDACTED_NOTE })
  @ApiProblems(UNKNOWN)
  async read(@Param('id', UuidParamPipe) id: string, @Req() request: Request): Promise<ConversationView> {
    return redactForKey(
      request,
      conversationView(await this.existing(id, await this.conversations.markRead(id))),
    );
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Scopes('manage')
  @Audited('conversation.archive', CHANGED)
  @ApiOperation({ summary: 'Archive it until its next message.' })
  @ApiOkResponse({ type: ConversationView, description: REDACTED_NOTE })
  @ApiProblems(UNKNOWN)
  async archive(@Param('id', UuidParamPipe) id: string, @Req() request: Request): Promise<ConversationView> {
    const changed = await this.conversations.change(id, { status: 'archived' });
    return redactForKey(request, conversationView(await this.existing(id, changed)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('manage')
  @Audited('conversation.delete', { ...CHANGED, after: ({ query }) => stateAfterDelete(query) })
  @ApiOperation({ summary: 'Close it, or delete it with all its messages.' })
  @ApiNoContentResponse({
    description:
      'It is closed until its next message; or gone, with all that is known of its messages. Suppressions stay.',
  })
  @ApiAcceptedResponse({
    description: 'It is deleted; messages in use at the moment follow shortly.',
  })
  @ApiProblems(UNKNOWN)
  @ApiProblems({ 409: 'A message of it is being sent just now; nothing was removed.' })
  async remove(
    @Param('id', UuidParamPipe) id: string,
    @Query(DELETION) { hard_delete: hard }: DeleteConversationDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (!hard) {
      if (!(await this.conversations.change(id, { status: 'closed' }))) throw unknown(id);
      return;
    }
    const end = await this.erasure.erase(id);
    if (end === 'unknown') throw unknown(id);
    if (end === 'busy')
      throw new ConflictException(`A message of conversation ${id} is being sent; nothing was removed.`);
    if (end === 'rest') response.status(202);
  }

  /** The conversation as it is. */
  async state(id: string): Promise<ConversationView> {
    return conversationView(await this.existing(id));
  }

  private async existing(id: string, known = true): Promise<CurrentConversation> {
    const conversation = known ? await this.conversations.find(id) : null;
    if (!conversation) throw unknown(id);
    return conversation;
  }
}

/** Null: it is gone. */
function stateAfterDelete(query: Request['query']): Pick<ConversationView, 'status'> | null {
  return DELETION.transform(query).hard_delete ? null : { status: 'closed' };
}

function unknown(id: string): NotFoundException {
  return new NotFoundException(`There is no conversation ${id}.`);
}
