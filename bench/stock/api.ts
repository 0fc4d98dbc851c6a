import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiModule } from './api.module.js';
import { StockSettings } from './stock-settings.js';

const app = await NestFactory.create(ApiModule, { logger: ['error', 'warn'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(app.get(StockSettings).port);
process.once('SIGTERM', () => process.exit(0));
