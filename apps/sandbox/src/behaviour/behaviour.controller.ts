import { Body, Controller, Get, Put, ValidationPipe } from '@nestjs/common';
import { Behaviour, type Pace } from './behaviour.js';
import { PaceDto } from './pace.dto.js';

/** Looks at and changes how the sandbox behaves, while it runs. */
@Controller('sandbox/settings')
export class BehaviourController {
  constructor(private readonly behaviour: Behaviour) {}

  @Get()
  current(): Required<PaceDto> {
    return toDto(this.behaviour.current());
  }

  @Put()
  change(
    @Body(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, expectedType: PaceDto }))
    { latency_ms, error_rate, callback_delay_ms }: PaceDto,
  ): Required<PaceDto> {
    const asked = { latencyMs: latency_ms, errorRate: error_rate, callbackDelayMs: callback_delay_ms };
    const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null);
    return toDto(this.behaviour.change(Object.fromEntries(given)));
  }
}

function toDto(pace: Readonly<Pace>): Required<PaceDto> {
  return {
    latency_ms: pace.latencyMs,
    error_rate: pace.errorRate,
    callback_delay_ms: pace.callbackDelayMs,
  };
}
