import { BadRequestException, Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import type { Request, Response } from 'express';
import { InboundDto } from '../inbound/inbound.dto.js';
import { type InboundResult, InboundTexts } from '../inbound/inbound-texts.js';
import { InboxPage } from './inbox-page.js';
import { InboxQueryDto } from './inbox-query.dto.js';
import { bareNumber, PersonTextDto } from './person-text.dto.js';
import type { Written } from './write-form.js';

/** Lets a person write to a number. */
@Controller('sandbox/inbound')
export class InboundController {
  constructor(
    private readonly texts: InboundTexts,
    private readonly page: InboxPage,
  ) {}

  /** JSON for programs; who filled in the form sees the page again, with what became of the text or what is wrong with it. */
  @Post()
  @HttpCode(200)
  async write(
    @Body() body: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InboundResult | string> {
    const isForm = Boolean(request.is('application/x-www-form-urlencoded'));
    const text = isForm ? personText(body) : plainToInstance(InboundDto, body ?? {});
    const faults = await validate(text, { whitelist: true });
    if (faults.length > 0 && isForm) return this.again(typed(body), faults, response);
    if (faults.length > 0) throw new BadRequestException(faults.flatMap(reasons));
    const result = await this.texts.write(text, `${request.protocol}://${request.get('host')}`);
    if (isForm) response.status(303).location(`/messages?written=${result.message_sid}`);
    return result;
  }

  private again(values: Written, faults: ValidationError[], response: Response): string {
    const errors = Object.fromEntries(faults.map((fault) => [fault.property, reasons(fault)[0] ?? 'wrong']));
    const { html, headers } = this.page.render(new InboxQueryDto(), { ...values, errors });
    response.status(400).type('html').set(headers);
    return html;
  }
}

function personText(body: Record<string, unknown>): PersonTextDto {
  const { from, to, body: words } = typed(body);
  return plainToInstance(PersonTextDto, { from: bareNumber(from), to: bareNumber(to), body: words });
}

/** As it was typed: it is shown again when something is wrong with it. */
function typed(body: Record<string, unknown>): Written {
  const field = (name: string) => String(body?.[name] ?? '');
  return { from: field('from'), to: field('to'), body: field('body') };
}

function reasons({ constraints }: ValidationError): string[] {
  return Object.values(constraints ?? {});
}
