import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Req,
  Res,
  StreamableFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { PICTURE } from '../answers/picture.js';
import { ProviderBehaviourInterceptor } from '../answers/provider-behaviour.interceptor.js';
import { HttpAuthGuard } from './http-auth.guard.js';
import { HttpMessages } from './http-messages.js';

/** The other side of the HTTP provider: docs/providers/http.md. */
@Controller('http')
@UseGuards(HttpAuthGuard)
export class HttpController {
  constructor(private readonly messages: HttpMessages) {}

  @Post('messages')
  @HttpCode(202)
  @UseInterceptors(ProviderBehaviourInterceptor)
  async send(
    @Headers('idempotency-key') key = '',
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { id, begin } = await this.messages.send(request.body, key);
    // Callbacks follow the answer, also when the caller no longer waits for it.
    if (response.closed) begin();
    else response.once('close', begin);
    return { id };
  }

  @Get('messages/:id')
  @UseInterceptors(ProviderBehaviourInterceptor)
  find(@Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    const message = this.messages.find(id);
    if (!message) response.status(404);
    return { id: message?.id ?? null };
  }

  /** The files of texts that people wrote. */
  @Get('files/:id')
  file(): StreamableFile {
    return new StreamableFile(PICTURE, { type: 'image/png' });
  }
}
