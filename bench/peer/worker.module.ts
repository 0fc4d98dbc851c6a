import { Module } from '@nestjs/common';
import { MessageSender } from './message-sender.js';
import { MessageWorker } from './message-worker.js';
import { PeerSettings } from './peer-settings.js';
import { SharedModule } from './shared.module.js';
import { TWILIO_CLIENT, twilioClient } from './twilio-client.js';

@Module({
  imports: [SharedModule],
  providers: [
    MessageSender,
    MessageWorker,
    {
      provide: TWILIO_CLIENT,
      inject: [PeerSettings],
      useFactory: ({ twilioBaseUrl, concurrency }: PeerSettings) => twilioClient(twilioBaseUrl, concurrency),
    },
  ],
})
export class WorkerModule {}
