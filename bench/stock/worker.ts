import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

const app = await NestFactory.createApplicationContext(WorkerModule, { logger: ['error', 'warn'] });
console.log('working');
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
