import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../tools/src/services/launch-chromium.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the checks run by: WCAG 2.1 AA and below. https://github.com/dequelabs/axe-core/blob/develop/doc/API.md */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

interface Found {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** A real Chromium of a suite's own, and pages in it that tell what went wrong in them. */
export class TestBrowser {
  /** What pages wrote into their consoles as errors, and what they threw; a page that works leaves nothing. */
  readonly faults: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await launchChromium((line) => console.log(line)));
  }

  /** A page of a person's own: no cookies, nothing kept. */
  async open(url: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    return this.openIn(context, url);
  }

  /** One more page of the same person. */
  async openIn(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      // An answer other than 2xx is written there by the browser itself.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.faults.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  /** Closes every page: one that is left open goes on asking for what is new. */
  async closePages(): Promise<void> {
    for (const context of this.browser.contexts()) await context.close();
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/** What axe finds on the page as it is now, one line each. */
export async function barriersOn(page: Page): Promise<string[]> {
  // As the debugger, which no content security policy keeps out.
  await page.evaluate(axe);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(STANDARD)} })`;
  const { violations } = (await page.evaluate(run)) as Found;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}
