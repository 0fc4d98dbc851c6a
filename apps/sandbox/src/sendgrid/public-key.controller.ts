import { Controller, Get, Header } from '@nestjs/common';
import { EventSigner } from './event-signer.js';

/** The value for SENDGRID_WEBHOOK_PUBLIC_KEY of an api that is to trust this sandbox. */
@Controller('sandbox/public-key')
export class PublicKeyController {
  constructor(private readonly signer: EventSigner) {}

  @Get()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  publicKey(): string {
    return this.signer.publicKey;
  }
}
