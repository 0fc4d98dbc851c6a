import { Controller, Get, Header, Query } from '@nestjs/common';
import { SesError } from './ses-error.js';
import { CERTIFICATE_PATH, SnsTopic } from './sns-topic.js';

/** What SNS is asked for: its certificate, and to confirm a subscription. */
@Controller()
export class SnsController {
  constructor(private readonly topic: SnsTopic) {}

  @Get(CERTIFICATE_PATH)
  @Header('Content-Type', 'application/x-pem-file')
  certificate(): string {
    const { certificate } = this.topic;
    if (certificate === null) throw SesError.of('NotFoundException');
    return certificate;
  }

  @Get('sns')
  @Header('Content-Type', 'text/xml')
  confirm(@Query('Action') action: unknown, @Query('Token') token: unknown): string {
    if (action !== 'ConfirmSubscription' || typeof token !== 'string' || !this.topic.confirm(token))
      throw SesError.of('BadRequestException', 'Invalid token');
    return '<ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"/>';
  }
}
