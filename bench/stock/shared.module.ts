import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import { dataSourceOptions } from './data-source-options.js';
import { redisConnection } from './message-queue.js';
import { StockSettings } from './stock-settings.js';

const settings = new StockSettings();

/** Settings and stores, for api and worker. */
@Global()
@Module({
  imports: [TypeOrmModule.forRoot(dataSourceOptions(settings.databaseUrl))],
  providers: [
    { provide: StockSettings, useValue: settings },
    { provide: Redis, useFactory: () => redisConnection(settings.redisUrl) },
  ],
  exports: [StockSettings, Redis],
})
export class SharedModule {}
