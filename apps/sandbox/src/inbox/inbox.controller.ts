import { Controller, Delete, Get, HttpCode, Query, Redirect, Req, Res, ValidationPipe } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Inbox } from './inbox.js';
import { inboxPage } from './inbox-page.js';
import { InboxQueryDto } from './inbox-query.dto.js';
import { inboxView } from './inbox-view.js';

/** What "arrived": a page for people, JSON for programs. */
@Controller()
export class InboxController {
  constructor(private readonly inbox: Inbox) {}

  @Get()
  @Redirect('/messages')
  home(): void {}

  @Get('messages')
  messages(
    @Query(new ValidationPipe({ transform: true, expectedType: InboxQueryDto })) query: InboxQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const all = [...this.inbox.newestFirst()];
    const matching = query.to === undefined ? all : all.filter(({ to }) => to === query.to);
    const messages = matching.slice(0, query.limit).map(inboxView);
    const total = matching.length;
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return { messages, total };

    const { html, contentSecurityPolicy } = inboxPage(messages, total);
    response.type('html').set('Content-Security-Policy', contentSecurityPolicy);
    return html;
  }

  @Delete('messages')
  @HttpCode(204)
  clear(): void {
    this.inbox.clear();
  }
}
