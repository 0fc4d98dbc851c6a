import { Module } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { createProviders } from './create-providers.js';
import { GuardedHttp } from './http/guarded-http.js';
import { Providers } from './providers.js';

/** Makes `Providers` and `GuardedHttp` injectable; needs SettingsModule. */
@Module({
  providers: [
    { provide: Providers, useFactory: createProviders, inject: [ServiceSettings] },
    {
      provide: GuardedHttp,
      useFactory: ({ allowPrivateNetworks }: ServiceSettings) => new GuardedHttp({ allowPrivateNetworks }),
      inject: [ServiceSettings],
    },
  ],
  exports: [Providers, GuardedHttp],
})
export class ProvidersModule {}
