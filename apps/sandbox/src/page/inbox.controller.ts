import { Controller, Delete, Get, HttpCode, Query, Redirect, Req, Res, ValidationPipe } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Inbox } from '../inbox/inbox.js';
import { inboxView } from '../inbox/inbox-view.js';
import { found } from './found.js';
import { InboxPage } from './inbox-page.js';
import { InboxQueryDto } from './inbox-query.dto.js';

/** What "arrived": a page for people, JSON for programs. */
@Controller()
export class InboxController {
  constructor(
    private readonly inbox: Inbox,
    private readonly page: InboxPage,
  ) {}

  @Get()
  @Redirect('/messages')
  home(): void {}

  @Get('messages')
  messages(
    @Query(new ValidationPipe({ transform: true, expectedType: InboxQueryDto })) query: InboxQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') {
      const { messages, total } = found(this.inbox, query);
      return { messages: messages.map(inboxView), total };
    }
    const { html, headers } = this.page.render(query);
    response.type('html').set(headers);
    return html;
  }

  @Delete('messages')
  @HttpCode(204)
  clear(): void {
    this.inbox.clear();
  }
}
