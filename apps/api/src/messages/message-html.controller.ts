import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Messages } from '#entities';
import type { Response } from 'express';
import { Scopes } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';

/**
 * A stranger's page, shown by ours: it runs nothing, loads nothing (a remote picture would tell its sender who looks, and when),
 * sends nothing and has no origin, wherever it is opened. Its own styles alone are taken.
 */
const CSP = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

@ApiTags('messages')
@Controller('api/v1/messages')
export class MessageHtmlController {
  constructor(private readonly messages: Messages) {}

  @Get(':id/html')
  @Scopes('read')
  @ApiOkResponse({
    description: 'As a page that runs no script and loads nothing from elsewhere, to be shown in a frame.',
    content: { 'text/html': { schema: { type: 'string' } } },
  })
  @ApiProblems({ 404: 'There is no such message, or it has no HTML.', 422: 'The id is no UUID.' })
  async show(
    @Param('id', UuidParamPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const message = await this.messages.find(id);
    const html = message?.html ?? null;
    if (html === null) throw new NotFoundException(`There is no message ${id} with HTML.`);
    response.type('html').set({ 'Content-Security-Policy': CSP, 'X-Frame-Options': 'SAMEORIGIN' });
    return html;
  }
}
