import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExecutionContext,
  Injectable,
  Module,
  type NestInterceptor,
  type PipeTransform,
  type RpcExceptionFilter,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { type Observable, of, tap } from 'rxjs';
import { QueueContext, QueueHandler, RedisStreamsServer } from '../index.js';
import { eventually } from '../testing/eventually.js';
import { QueueSuite } from '../testing/queue-suite.js';

const trace: string[] = [];

@Injectable()
class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    trace.push(`guard ${context.switchToRpc().getContext<QueueContext>().queue}`);
    return true;
  }
}

@Injectable()
class Interceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap((value) => trace.push(`interceptor ${String(value)}`)));
  }
}

class Doubling implements PipeTransform<{ n: number }, number> {
  transform({ n }: { n: number }): number {
    return n * 2;
  }
}

class Expected extends Error {}

@Catch(Expected)
class ExpectedFilter implements RpcExceptionFilter {
  catch(error: Expected, host: ArgumentsHost): Observable<string> {
    trace.push(`filter ${error.message} in ${host.getType()}`);
    return of('settled');
  }
}

@Controller()
class Handlers {
  @QueueHandler('piped')
  @UseGuards(Guard)
  @UseInterceptors(Interceptor)
  piped(@Payload(new Doubling()) n: number, @Ctx() context: QueueContext): string {
    trace.push(`handler ${n} at delivery ${context.deliveryCount}`);
    return 'done';
  }

  @QueueHandler('filter-below')
  @UseFilters(ExpectedFilter)
  below(): void {
    throw new Expected('below');
  }

  @UseFilters(ExpectedFilter)
  @QueueHandler('filter-above')
  above(): void {
    throw new Expected('above');
  }

  @QueueHandler('streamed')
  streamed(): Observable<number> {
    return of(1, 2).pipe(tap((n) => trace.push(`streamed ${n}`)));
  }
}

@Controller()
class Twice {
  @QueueHandler('piped')
  again(): void {
    trace.push('never');
  }
}

async function boot(controllers: (new () => object)[], redis: string, ...queues: string[]) {
  @Module({ controllers, providers: [Guard, Interceptor] })
  class App {}
  const strategy = new RedisStreamsServer({
    redis,
    queues: queues.map((name) => ({ name, concurrency: 1 })),
  });
  const app = await NestFactory.createMicroservice(App, { strategy, logger: false });
  await app.listen();
  return app;
}

describe('QueueHandler', () => {
  const all = ['piped', 'filter-below', 'filter-above', 'streamed'];
  let suite: QueueSuite;

  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  beforeEach(() => trace.splice(0));
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  it.each([
    ['piped', ['guard piped', 'handler 42 at delivery 1', 'interceptor done']],
    ['filter-below', ['filter below in rpc']],
    ['filter-above', ['filter above in rpc']],
    ['streamed', ['streamed 1', 'streamed 2']],
  ])(
    'runs %s through guards, pipes, interceptors and filters of Nest, to its end',
    async (queue, expected) => {
      const app = await boot([Handlers], suite.server.url, ...all);
      try {
        await suite.producer.add(queue, { n: 21 });
        await eventually(async () => {
          expect(trace).toEqual(expected);
          expect(await suite.admin.stats(queue)).toMatchObject({ length: 1, depth: 0, dead: 0 });
        });
      } finally {
        await app.close();
      }
    },
  );

  it('refuses to start with a queue that has no handler', async () => {
    await expect(boot([Handlers], suite.server.url, ...all, 'lonely')).rejects.toThrow(
      'queue lonely has no handler',
    );
  });

  it('refuses to start with two handlers for one queue', async () => {
    await expect(boot([Handlers, Twice], suite.server.url, ...all)).rejects.toThrow(
      'queue piped has 2 handlers, it needs exactly one',
    );
  });

  it('refuses to start with a handler for a queue that is not configured', async () => {
    await expect(boot([Handlers], suite.server.url, 'piped', 'streamed', 'filter-below')).rejects.toThrow(
      'there is a handler for filter-above, which is not a configured queue',
    );
  });
});
