import { Body, Controller, Get, Put, ValidationPipe } from '@nestjs/common';
import { Behaviour, type BehaviourSettings } from './behaviour.js';
import { BehaviourDto } from './behaviour.dto.js';

/** Looks at and changes how the sandbox behaves, while it runs. */
@Controller('sandbox/settings')
export class BehaviourController {
  constructor(private readonly behaviour: Behaviour) {}

  @Get()
  current(): Required<BehaviourDto> {
    return toDto(this.behaviour.current());
  }

  @Put()
  change(
    @Body(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, expectedType: BehaviourDto }))
    dto: BehaviourDto,
  ): Required<BehaviourDto> {
    const asked: Partial<BehaviourSettings> = {
      latencyMs: dto.latency_ms,
      errorRate: dto.error_rate,
      callbackDelayMs: dto.callback_delay_ms,
      callbackLoss: dto.callback_loss,
      callbackCopies: dto.callback_copies,
      callbackShuffle: dto.callback_shuffle,
    };
    const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null);
    return toDto(this.behaviour.change(Object.fromEntries(given)));
  }
}

function toDto(pace: Readonly<BehaviourSettings>): Required<BehaviourDto> {
  return {
    latency_ms: pace.latencyMs,
    error_rate: pace.errorRate,
    callback_delay_ms: pace.callbackDelayMs,
    callback_loss: pace.callbackLoss,
    callback_copies: pace.callbackCopies,
    callback_shuffle: pace.callbackShuffle,
  };
}
