import { Controller, Get, HttpCode, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Unsubscribes } from '#messaging';
import type { Request, Response } from 'express';
import { AuthFailureLimiter } from '../access/auth-failure-limiter.js';
import { Public } from '../caller/scopes.decorator.js';
import { UNSUBSCRIBE_CSP, unsubscribedPage, unsubscribePage } from './unsubscribe-page.js';

const HTML = { 'text/html': { schema: { type: 'string' } } };

/** Where the unsubscribe links in mails lead. Needs no login and no cookie; the link is the proof. */
@ApiTags('unsubscribe')
@ApiParam({ name: 'token', description: 'From the List-Unsubscribe header of a mail.' })
@ApiResponse({ status: 404, description: 'The link is not valid.' })
@ApiResponse({ status: 429, description: 'Too many wrong links came from this address.' })
@Public()
@Controller('api/v1/unsubscribe')
export class UnsubscribeController {
  constructor(
    private readonly unsubscribes: Unsubscribes,
    private readonly authFailures: AuthFailureLimiter,
  ) {}

  /** Changes nothing: mail programs and scanners open links. */
  @Get(':token')
  @ApiOperation({ summary: 'A page with one button.' })
  @ApiOkResponse({ description: 'HTML.', content: HTML })
  async page(
    @Param('token') token: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { from } = await this.mail(token, request);
    response.type('html').set('Content-Security-Policy', UNSUBSCRIBE_CSP);
    return unsubscribePage(from);
  }

  @Post(':token')
  @HttpCode(200)
  @ApiOperation({
    summary: 'One-click unsubscribe (RFC 8058): the recipient gets no further mail from this sender.',
  })
  @ApiOkResponse({ description: 'Done; doing it again changes nothing.', content: HTML })
  async take(
    @Param('token') token: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const mail = await this.mail(token, request);
    await this.unsubscribes.take(mail);
    response.type('html').set('Content-Security-Policy', UNSUBSCRIBE_CSP);
    return unsubscribedPage(mail.from);
  }

  private async mail(token: string, request: Request) {
    const mail = await this.unsubscribes.mailOf(token);
    if (!mail) throw this.authFailures.failed(request, new NotFoundException('This link is not valid.'));
    return mail;
  }
}
