type Body = (...args: never[]) => unknown;
type Declare = (name: string, body: Body, ms?: number) => void;
type DeclareHook = (body: Body, ms?: number) => void;
type Table = readonly unknown[];

/** Conditions are waited for up to their own deadline; this only ends what hangs. */
const DEFAULT_MS = 120_000;

/** The same body, which fails when it has not ended after so many milliseconds. */
function ending(body: Body, ms = DEFAULT_MS): Body {
  return async (...args: never[]) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`has not ended after ${ms / 1_000} s`)), ms);
    });
    try {
      return await Promise.race([body(...args), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The runner knows no time limits, so each test and each hook is given its own, as the third or second argument says. */
function limitHooks(): void {
  const globals = globalThis as unknown as Record<string, DeclareHook>;
  for (const name of ['beforeAll', 'beforeEach', 'afterEach', 'afterAll']) {
    const declare = globals[name] as DeclareHook;
    globals[name] = (body, ms) => declare(ending(body, ms));
  }
}

function limitTests(): void {
  const globals = globalThis as unknown as Record<string, Declare & { each: (table: Table) => Declare }>;
  for (const name of ['it', 'test']) {
    const declare = globals[name] as Declare & { each: (table: Table) => Declare };
    const limited: Declare = (title, body, ms) => declare(title, ending(body, ms));
    const each = (table: Table): Declare => {
      const declareEach = declare.each(table);
      return (title, body, ms) => declareEach(title, ending(body, ms));
    };
    globals[name] = Object.assign(limited, declare, { each });
  }
}

limitHooks();
limitTests();
