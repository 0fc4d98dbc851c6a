import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import { dataSourceOptions } from './data-source-options.js';
import { redisConnection } from './message-queue.js';
import { PeerSettings } from './peer-settings.js';

const settings = new PeerSettings();

/** Settings and stores, for api and worker. */
@Global()
@Module({
  imports: [TypeOrmModule.forRoot(dataSourceOptions(settings.databaseUrl))],
  providers: [
    { provide: PeerSettings, useValue: settings },
    { provide: Redis, useFactory: () => redisConnection(settings.redisUrl) },
  ],
  exports: [PeerSettings, Redis],
})
export class SharedModule {}
