import {
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProviderBehaviourInterceptor } from '../answers/provider-behaviour.interceptor.js';
import type { ListQuery } from './message-list.js';
import type { TwilioForm } from './message-request.js';
import { TwilioAuthGuard } from './twilio-auth.guard.js';
import { TwilioMessages } from './twilio-messages.js';

/** Twilio's REST API, as far as sending needs it. */
@Controller('2010-04-01/Accounts/:accountSid')
@UseGuards(TwilioAuthGuard)
@UseInterceptors(ProviderBehaviourInterceptor)
export class TwilioController {
  constructor(private readonly messages: TwilioMessages) {}

  @Post('Messages.json')
  @HttpCode(201)
  async create(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const isForm = request.is('application/x-www-form-urlencoded');
    const { resource, begin } = await this.messages.create(isForm ? (request.body as TwilioForm) : {});
    // Callbacks follow the answer, also when the caller no longer waits for it.
    if (response.closed) begin();
    else response.once('close', begin);
    return resource;
  }

  @Get('Messages.json')
  list(@Query() query: ListQuery) {
    return this.messages.list(query);
  }

  @Get('Messages/:sid.json')
  fetch(@Param('sid') sid: string, @Req() request: Request) {
    return this.messages.fetch(sid, request.path);
  }
}
