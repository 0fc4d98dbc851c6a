import { Injectable } from '@nestjs/common';
import { ApiSettings } from '#config';
import { OperatorsGuard } from '#observability';

/** Before the operators' routes of the api. */
@Injectable()
export class ApiOperatorsGuard extends OperatorsGuard {
  protected readonly operationsPort: number;

  constructor({ operationsPort }: ApiSettings) {
    super();
    this.operationsPort = operationsPort;
  }
}
