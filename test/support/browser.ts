import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../tools/src/services/launch-chromium.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the checks run by: WCAG 2.1 AA and below. https://github.com/dequelabs/axe-core/blob/develop/doc/API.md */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

export type ContextOptions = Parameters<Browser['newContext']>[0];

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** One for all suites of this process, one after the other: to start one takes longer than many a test. */
let chromium: Promise<Browser> | undefined;

async function sharedChromium(): Promise<Browser> {
  const running = await chromium?.catch(() => undefined);
  if (running?.isConnected()) return running;
  chromium = launchChromium((line) => console.log(line));
  return chromium;
}

process.once('disconnect', () => void chromium?.then((browser) => browser.close()).catch(() => undefined));

/** A real Chromium that a suite has for itself, and pages in it that tell what went wrong in them. */
export class TestBrowser {
  /** What pages wrote into their consoles as errors, and what they threw; a page that works leaves nothing. */
  readonly faults: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await sharedChromium());
  }

  /** A page of a person's own: no cookies, nothing kept. */
  async open(url: string, options: ContextOptions = {}): Promise<Page> {
    return this.openIn(await this.newPerson(options), url);
  }

  /** Somebody of whom nothing is kept yet. */
  newPerson(options: ContextOptions = {}): Promise<BrowserContext> {
    return this.browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options });
  }

  /** One more page of the same person. */
  async openIn(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      // An answer other than 2xx is written there by the browser itself.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.faults.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  /** Closes every page but those of `kept`: one that is left open goes on asking for what is new. */
  async closePages(kept?: BrowserContext): Promise<void> {
    for (const context of this.browser.contexts()) if (context !== kept) await context.close();
  }

  /** What pages wrote when the browser refused to run or to load what a mail asks for: no fault, and taken out of them. */
  refusals(): string[] {
    const isRefusal = (fault: string) => /^(Blocked script execution|Loading the image)/.test(fault);
    const refused = this.faults.filter(isRefusal);
    this.faults.splice(0, Infinity, ...this.faults.filter((fault) => !isRefusal(fault)));
    return refused;
  }

  async stop(): Promise<void> {
    await this.closePages();
  }
}

/** What axe finds on the page as it is now, one line each. `rules`: only these, as `color-contrast`. */
export async function barriersOn(page: Page, rules?: string[]): Promise<string[]> {
  // As the debugger, which no content security policy keeps out. It is large: a page that has it keeps it.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe);
  const options = { runOnly: rules ?? STANDARD, resultTypes: ['violations'] };
  const run = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const violations = (await page.evaluate(run)) as Violation[];
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}
