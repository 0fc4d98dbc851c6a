import { Module } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { AttachmentFetch } from './attachments/attachment-fetch.js';
import { createProviders } from './create-providers.js';
import { GuardedHttp } from '#http';
import { Providers } from './providers.js';
import { Reachability } from './reachability.js';

/** Makes `Providers`, `Reachability`, `GuardedHttp` and `AttachmentFetch` injectable; needs SettingsModule. */
@Module({
  providers: [
    Reachability,
    { provide: Providers, useFactory: createProviders, inject: [ServiceSettings] },
    {
      provide: GuardedHttp,
      useFactory: ({ allowPrivateNetworks }: ServiceSettings) => new GuardedHttp({ allowPrivateNetworks }),
      inject: [ServiceSettings],
    },
    {
      provide: AttachmentFetch,
      useFactory: (http: GuardedHttp, { attachmentMemoryMb }: ServiceSettings) =>
        new AttachmentFetch(http, { memoryBytes: attachmentMemoryMb * 1024 * 1024 }),
      inject: [GuardedHttp, ServiceSettings],
    },
  ],
  exports: [Providers, GuardedHttp, AttachmentFetch, Reachability],
})
export class ProvidersModule {}
