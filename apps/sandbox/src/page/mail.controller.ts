import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Inbox } from '../inbox/inbox.js';

/** A mail has styles of its own, and runs, loads and sends nothing, wherever it is opened. */
const CSP = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The HTML of a mail, as its reader sees it. */
@Controller('messages')
export class MailController {
  constructor(private readonly inbox: Inbox) {}

  @Get(':id/html')
  html(@Param('id') id: string, @Res({ passthrough: true }) response: Response): string {
    const message = this.inbox.find(id);
    if (message === undefined || message.html === null)
      throw new NotFoundException('There is no such mail with HTML.');
    response.type('html').set({ 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' });
    return message.html;
  }
}
