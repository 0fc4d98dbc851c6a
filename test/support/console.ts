import type { Locator, Page } from 'playwright-core';
import { newKey } from './api-key.js';
import { barriersOn, TestBrowser } from './browser.js';
import { RunningSystem } from './running-system.js';

type Options = Parameters<TestBrowser['open']>[1];

const PHONE = { width: 390, height: 844 };

/** The console of a whole system, in a browser, as somebody with the key of an administrator sees it. */
export class TestConsole {
  private constructor(
    readonly system: RunningSystem,
    readonly browser: TestBrowser,
    /** Requires keys, as in production; the system's own does not. */
    readonly url: string,
    readonly key: string,
  ) {}

  /** With one processor. `variables` are as in the environment. */
  static async start(variables: Record<string, string> = {}): Promise<TestConsole> {
    const system = await RunningSystem.start(variables);
    await system.startProcessor();
    const url = await system.startApi({ API_KEYS_REQUIRED: 'true' });
    const { secret } = await newKey(system, ['admin']);
    return new TestConsole(system, await TestBrowser.start(), url, secret);
  }

  async stop(): Promise<void> {
    await this.browser.stop();
    await this.system.stop();
  }

  /** Closes what a test opened, and holds that no page wrote an error. */
  async closePages(): Promise<void> {
    await this.browser.closePages();
    expect(this.browser.faults.splice(0)).toEqual([]);
  }

  async open(path: string, secret = this.key, options: Options = {}): Promise<Page> {
    const page = await this.browser.open(`${this.url}/console/${path}`, options);
    await page.getByLabel('API key').fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.sidebar nav').waitFor({ state: 'attached' });
    return page;
  }

  /** Holds that axe finds nothing in these views, in light, in dark and on a phone, and that a phone has room for them. */
  async expectUsable(paths: string[]): Promise<void> {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { viewport: PHONE }] as const) {
      const page = await this.open('messages', this.key, options);
      for (const path of paths) {
        await page.goto(`${this.url}/console/${path}`);
        await headingOf(page).waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'hidden' });
        expect([options, path, await barriersOn(page)]).toEqual([options, path, []]);
        const width = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
        expect([options, path, Math.max(0, width)]).toEqual([options, path, 0]);
      }
    }
  }
}

/** The heading of the view, with these words in it. */
export const headingOf = (page: Page, name?: string | RegExp): Locator =>
  page.getByRole('main').getByRole('heading', { level: 1, ...(name !== undefined && { name }) });

export const buttonOf = (page: Page | Locator, name: string): Locator =>
  page.getByRole('button', { name, exact: true });

/** The dialog that is open, of either kind. */
export const dialogOf = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]');
