import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { smallPng } from '../small-png.js';
import type { Shot } from './views.js';

const MAX_BYTES = 150_000;
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const LOOKS: { suffix: string; options: BrowserContextOptions; isOf: (shot: Shot) => boolean }[] = [
  { suffix: '', options: { viewport: DESK, colorScheme: 'light' }, isOf: () => true },
  { suffix: '-dark', options: { viewport: DESK, colorScheme: 'dark' }, isOf: ({ dark = false }) => dark },
  {
    suffix: '-phone',
    options: { viewport: PHONE, colorScheme: 'light', hasTouch: true },
    isOf: ({ phone = false }) => phone,
  },
];

/** Takes pictures of the console at `url` into a folder, as somebody with this key sees it. */
export class Pictures {
  constructor(
    private readonly browser: Browser,
    private readonly url: string,
    private readonly key: string,
    private readonly directory: string,
    private readonly note: (line: string) => void,
  ) {}

  /** Each in light; in dark and on a phone those that are meant for it. @throws Error when a file becomes too large. */
  async take(shots: Shot[]): Promise<void> {
    for (const { suffix, options, isOf } of LOOKS) {
      const page = await this.open(options);
      await page.getByLabel('API key').waitFor();
      if (suffix === '') await this.picture(page, 'sign-in');
      await signIn(page, this.key);
      for (const shot of shots.filter(isOf)) await this.takeOne(page, shot, suffix);
      await page.context().close();
    }
  }

  private async open(options: BrowserContextOptions): Promise<Page> {
    const context = await this.browser.newContext({ ...options, timezoneId: 'UTC', locale: 'en-GB' });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.note(`${page.url()}: ${String(error)}`));
    await page.goto(`${this.url}/console/`);
    return page;
  }

  private async takeOne(page: Page, { name, path, then }: Shot, suffix: string): Promise<void> {
    await page.goto(`${this.url}/console/${path}`);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    await then?.(page);
    await settled(page);
    await this.picture(page, name + suffix);
  }

  private async picture(page: Page, name: string): Promise<void> {
    const small = smallPng(await page.screenshot({ animations: 'disabled', scale: 'css' }));
    const size = small.length;
    writeFileSync(join(this.directory, `${name}.png`), small);
    this.note(`${name}.png: ${Math.round(size / 1_000)} kB`);
    if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES / 1_000} kB`);
  }
}

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.sidebar nav').waitFor({ state: 'attached' });
}

/** All that was asked for is there and drawn. */
async function settled(page: Page): Promise<void> {
  await page.locator('.skeleton, [aria-busy=true]').first().waitFor({ state: 'hidden' });
  await page.evaluate('document.fonts.ready');
  // A chart comes after its figures.
  for (const chart of await page.locator('.chart').all()) await chart.locator('canvas').first().waitFor();
  // What follows live never rests for long.
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
}
