import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { delayWhen, from, type Observable } from 'rxjs';
import { Behaviour } from '../behaviour/behaviour.js';
import { ProviderOutage } from './provider-outage.js';

/** Makes a provider fail as often and answer as late as the sandbox was told; a late answer does not mean a late effect. */
@Injectable()
export class ProviderBehaviourInterceptor implements NestInterceptor {
  constructor(private readonly behaviour: Behaviour) {}

  /** @throws ProviderOutage when the dice say so, before anything is taken. */
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.behaviour.failsNow()) throw new ProviderOutage();
    const answer = next.handle();
    if (this.behaviour.current().latencyMs === 0) return answer;
    return answer.pipe(delayWhen(() => from(this.behaviour.beforeAnswer())));
  }
}
