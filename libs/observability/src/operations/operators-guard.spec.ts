import type { ExecutionContext } from '@nestjs/common';
import { OperatorsGuard } from './operators-guard.js';

class GuardAt extends OperatorsGuard {
  constructor(protected readonly operationsPort: number) {
    super();
  }
}

const asked = (localPort: number, headers: Record<string, string> = {}) => {
  const request = { url: '/metrics?x', headers, socket: { localPort } };
  return { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
};

it('answers on its port alone', () => {
  expect(new GuardAt(8083).canActivate(asked(8083, { via: '1.1 proxy' }))).toBe(true);
  expect(() => new GuardAt(8083).canActivate(asked(8080))).toThrow('There is nothing at /metrics.');
});

it('answers on the port of the app who comes through no proxy', () => {
  expect(new GuardAt(0).canActivate(asked(8080))).toBe(true);
  expect(() => new GuardAt(0).canActivate(asked(8080, { 'x-real-ip': '192.0.2.1' }))).toThrow(
    'through a proxy',
  );
});
