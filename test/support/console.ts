import type { BrowserContext, Locator, Page } from 'playwright-core';
import { newKey } from './api-key.js';
import { barriersOn, type ContextOptions, DESKTOP, PHONE, TestBrowser } from './browser.js';
import { eventually } from './eventually.js';
import { RunningSystem } from './running-system.js';

/** The console of a whole system, in a browser. */
export class TestConsole {
  private page: Page | undefined;

  private constructor(
    readonly system: RunningSystem,
    readonly browser: TestBrowser,
    /** Requires keys, as in production; the system's own does not. */
    readonly url: string,
    /** An administrator's. */
    readonly key: string,
  ) {}

  /** With one processor, or without. `variables` are as in the environment. */
  static async start(
    variables: Record<string, string> = {},
    { withProcessor = true } = {},
  ): Promise<TestConsole> {
    const [system, browser] = await Promise.all([RunningSystem.start(variables), TestBrowser.start()]);
    if (withProcessor) await system.startProcessor();
    const url = await system.startApi({ API_KEYS_REQUIRED: 'true' });
    const { secret } = await newKey(system, ['admin']);
    return new TestConsole(system, browser, url, secret);
  }

  async stop(): Promise<void> {
    await this.browser.stop();
    await this.system.stop();
  }

  /** The administrator's page, which is the same in all tests of a suite, at this view. */
  async visit(path: string): Promise<Page> {
    if (this.page === undefined) this.page = await this.open(path);
    else await this.page.goto(this.at(path));
    return this.page;
  }

  /** A page of a person's own, who is signed in with this key. */
  async open(path: string, secret = this.key, options: ContextOptions = {}): Promise<Page> {
    const person = await this.browser.newPerson(options);
    await this.signIn(person, secret);
    return this.browser.openIn(person, this.at(path));
  }

  /** Without the form, which a suite of its own is about. */
  async signIn(person: BrowserContext, secret: string): Promise<void> {
    const answer = await person.request.post(`${this.url}/api/v1/session`, { data: { api_key: secret } });
    expect(answer.status()).toBe(201);
  }

  at(path: string): string {
    return `${this.url}/console/${path}`;
  }

  /** Closes what a test opened, and holds that no page wrote an error. */
  async endTest(): Promise<void> {
    await this.browser.closePages(this.page?.context());
    expect(this.browser.faults.splice(0)).toEqual([]);
  }
}

/** Waits until nothing of the view is still loading. */
export async function loaded(page: Page): Promise<void> {
  await headingOf(page).waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'hidden' });
}

/** Holds that axe finds nothing in what the page shows, in light and in dark, and that the page has room for it. */
export async function expectUsable(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect([page.url(), await barriersOn(page)]).toEqual([page.url(), []]);
  // The theme changes colours and nothing else.
  await page.emulateMedia({ colorScheme: 'dark' });
  expect([page.url(), 'dark', await barriersOn(page, ['color-contrast'])]).toEqual([page.url(), 'dark', []]);
  await page.emulateMedia({ colorScheme: null });
  await expectRoom(page);
}

/** Holds that nothing is wider than the page: on a phone, nor on a desktop. */
export async function expectRoom(page: Page): Promise<void> {
  for (const viewport of [PHONE, DESKTOP]) {
    await page.setViewportSize(viewport);
    // A chart takes its new width once it has seen that its place has another.
    await eventually(async () => {
      const tooWide = await page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
      expect([page.url(), viewport.width, tooWide]).toEqual([page.url(), viewport.width, 0]);
    });
  }
}

/** The heading of the view, with these words in it. */
export const headingOf = (page: Page, name?: string | RegExp): Locator =>
  page.getByRole('main').getByRole('heading', { level: 1, ...(name !== undefined && { name }) });

export const buttonOf = (page: Page | Locator, name: string): Locator =>
  page.getByRole('button', { name, exact: true });

/** The dialog that is open, of either kind. */
export const dialogOf = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]');

/** Presses a button, and what it asks for in its dialog. */
export async function confirm(page: Page, trigger: Locator, answer: string): Promise<void> {
  await trigger.click();
  await buttonOf(dialogOf(page), answer).click();
}

/** Opens a menu and presses an item of it. Who sees no menu presses the button again, as people do. */
export async function pressInMenu(button: Locator, item: Locator): Promise<void> {
  await eventually(async () => {
    await button.click();
    await item.waitFor({ timeout: 2_000 });
  });
  await item.click();
}

/** Beside the title: what it is now. */
export const statusOf = (page: Page, status: string): Locator =>
  page.locator('.page-header').getByText(status, { exact: true });
