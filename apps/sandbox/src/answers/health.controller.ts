import { Controller, Get } from '@nestjs/common';

@Controller('health')
export class HealthController {
  @Get()
  health(): { status: 'healthy' } {
    return { status: 'healthy' };
  }
}
