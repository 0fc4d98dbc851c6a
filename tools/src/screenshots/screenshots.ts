import { launchChromium } from '../services/launch-chromium.js';
import { takeConsolePictures } from './console/console-pictures.js';
import { takeDashboardPictures } from './dashboards/dashboard-pictures.js';

/** `npm run screenshots [-- console | dashboards]`: the pictures of the documentation, of systems that run. */
const KINDS = { console: takeConsolePictures, dashboards: takeDashboardPictures };
const note = (line: string) => console.log(line);

async function main(asked: string | undefined): Promise<void> {
  const kinds = Object.entries(KINDS).filter(([kind]) => asked === undefined || asked === kind);
  if (kinds.length === 0) throw new Error(`There are pictures of ${Object.keys(KINDS).join(' and ')}.`);
  const browser = await launchChromium(note);
  try {
    for (const [, take] of kinds) await take(browser, note);
  } finally {
    await browser.close();
  }
}

await main(process.argv[2]);
