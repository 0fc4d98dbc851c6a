import { Logger } from '@nestjs/common';
import type { Check } from './readiness.js';

/**
 * Whether this process was told to end. From then on `/ready` says so, while requests are still served: a balancer that looks
 * once a second sends some more until it has looked.
 */
export class Ending {
  private announced = false;

  /** Says it; `forSeconds` is for the log. */
  announce(forSeconds: number): void {
    this.announced = true;
    new Logger('Shutdown').log({ msg: 'told to end: /ready answers 503', for_seconds: forSeconds });
  }

  /** What there is to say of it in `/ready`: nothing before it is announced. */
  checks(): Check[] {
    return this.announced ? [ENDING] : [];
  }
}

const ENDING: Check = {
  name: 'shutdown',
  required: true,
  run: () => Promise.reject(new Error('this process was told to end')),
};
