import { HttpException } from '@nestjs/common';

/** A problem with headers, or members, of its own. */
export class Refusal extends HttpException {
  constructor(
    status: number,
    detail: string,
    readonly headers: Record<string, string> = {},
    readonly extra: Record<string, unknown> = {},
  ) {
    super(detail, status);
  }
}
