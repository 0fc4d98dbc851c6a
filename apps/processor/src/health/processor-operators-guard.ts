import { Injectable } from '@nestjs/common';
import { OperatorsGuard } from '#observability';

/** Before the operators' routes of the processor, whose port is for nobody else. */
@Injectable()
export class ProcessorOperatorsGuard extends OperatorsGuard {
  protected readonly operationsPort = 0;
}
