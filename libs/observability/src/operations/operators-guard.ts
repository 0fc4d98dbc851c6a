import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  NotFoundException,
} from '@nestjs/common';
import type { IncomingMessage } from 'node:http';

/** What proxies add: RFC 7239, and the headers before it. */
const PROXIED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/**
 * Keeps what only operators should see from the world: where operators have a port of their own, it is there alone; where theirs is that
 * of the app (0), it is closed to whoever comes through a proxy, which is how the world comes, as far as that says so.
 */
export abstract class OperatorsGuard implements CanActivate {
  protected abstract readonly operationsPort: number;

  /** @throws NotFoundException, ForbiddenException */
  canActivate(context: ExecutionContext): boolean {
    const { headers, socket, url = '' } = context.switchToHttp().getRequest<IncomingMessage>();
    const path = url.split('?', 1)[0] ?? '';
    if (this.operationsPort !== 0) {
      if (socket.localPort === this.operationsPort) return true;
      throw new NotFoundException(`There is nothing at ${path}.`);
    }
    if (!PROXIED.some((name) => name in headers)) return true;
    throw new ForbiddenException(
      `${path} is for operators, and is not answered through a proxy. OPERATIONS_PORT gives it a port of its own.`,
    );
  }
}
