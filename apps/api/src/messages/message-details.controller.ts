import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Messages } from '#entities';
import { MessageDetailsReader } from '#messaging';
import { Scopes } from '../caller/scopes.decorator.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ApiProblems } from '../problems/problem.view.js';
import { MessageDetailsView, messageDetailsView } from './message-details.view.js';

/** Why a message is where it is. */
@ApiTags('messages')
@ApiProblems({ 404: 'There is no such message.', 422: 'The id is no UUID.', 503: 'The store is away.' })
@Scopes('read')
@Controller('api/v1/messages')
export class MessageDetailsController {
  constructor(
    private readonly messages: Messages,
    private readonly details: MessageDetailsReader,
  ) {}

  @Get(':id/details')
  @ApiOperation({
    summary:
      'A message, what happens next to it, and all that happened so far: calls, provider events, webhooks.',
  })
  @ApiOkResponse({ type: MessageDetailsView, description: 'The message, with all that is known of it.' })
  async find(@Param('id', UuidParamPipe) id: string): Promise<MessageDetailsView> {
    const message = await this.messages.find(id);
    if (!message) throw new NotFoundException(`There is no message ${id}.`);
    return messageDetailsView(message, await this.details.of(message));
  }
}
