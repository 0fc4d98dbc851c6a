import { Module } from '@nestjs/common';
import { MessageSender } from './message-sender.js';
import { MessageWorker } from './message-worker.js';
import { StockSettings } from './stock-settings.js';
import { SharedModule } from './shared.module.js';
import { TWILIO_CLIENT, twilioClient } from './twilio-client.js';

@Module({
  imports: [SharedModule],
  providers: [
    MessageSender,
    MessageWorker,
    {
      provide: TWILIO_CLIENT,
      inject: [StockSettings],
      useFactory: ({ twilioBaseUrl, concurrency }: StockSettings) => twilioClient(twilioBaseUrl, concurrency),
    },
  ],
})
export class WorkerModule {}
