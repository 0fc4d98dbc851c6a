import { Injectable } from '@nestjs/common';
import { type ConsentChange, Consents } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 25;
/** A call to a provider may take ten seconds by default; Twilio waits fifteen for the answer to a callback. */
const MAX_WAIT_MS = 12_000;

/** Texts are still being handed over although their recipient said STOP: it cannot be confirmed yet. */
export class StillSendingError extends Error {
  constructor() {
    super('texts to this number are still being handed over');
    this.name = 'StillSendingError';
  }
}

/** Waits, once a STOP is committed, until no text against it is on its way to a provider. */
@Injectable()
export class StopBarrier {
  constructor(private readonly consents: Consents) {}

  /**
   * Afterwards no text of these pairs is being handed over, and none will be: claims that could not see the STOP have
   * ended, and so have the calls of all that was claimed before. @throws StillSendingError after about 12 s.
   */
  async passed(stops: ConsentChange[]): Promise<void> {
    const deadline = performance.now() + MAX_WAIT_MS;
    const blind = await this.consents.readers();
    await until(async () => {
      const still = blind.size === 0 ? blind : await this.consents.readers();
      return [...blind].every((reader) => !still.has(reader));
    }, deadline);
    for (const { address, sender } of stops) {
      await until(async () => (await this.consents.inFlight(address, sender)) === 0, deadline);
    }
  }
}

async function until(isSo: () => Promise<boolean>, deadline: number): Promise<void> {
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new StillSendingError();
    await sleep(STEP_MS);
  }
}
