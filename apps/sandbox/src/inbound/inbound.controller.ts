import { Body, Controller, HttpCode, Post, Req, Res, ValidationPipe } from '@nestjs/common';
import type { Request, Response } from 'express';
import { InboundDto } from './inbound.dto.js';
import { type InboundResult, InboundTexts } from './inbound-texts.js';

/** Lets a person write to a number. */
@Controller('sandbox/inbound')
export class InboundController {
  constructor(private readonly texts: InboundTexts) {}

  /** JSON for programs; who filled in the form on the page sees the page again. */
  @Post()
  @HttpCode(200)
  async write(
    @Body(new ValidationPipe({ whitelist: true, transform: true, expectedType: InboundDto }))
    text: InboundDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InboundResult> {
    const result = await this.texts.write(text, `${request.protocol}://${request.get('host')}`);
    if (request.is('application/x-www-form-urlencoded')) response.status(303).location('/messages');
    return result;
  }
}
