import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchDebianPackages, libraryFolders } from './debian-packages.js';
import { localDirectory } from './paths.js';
import { ServiceUnavailable } from './service-unavailable.js';

const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
/** The browser, what it needs beside it, and letters to write with. */
const PACKAGES = ['chromium-headless-shell', 'chromium-common', 'fonts-dejavu-core'];
const PROGRAM = 'usr/lib/chromium/chromium-headless-shell';

/** A browser, and the environment it runs in. */
export interface Chromium {
  program: string;
  environment: Record<string, string>;
}

/**
 * Chromium: `CHROMIUM_BIN`, else one that is installed, else the packages of this Debian or Ubuntu, unpacked into
 * `.local/chromium-package` without root.
 * @throws ServiceUnavailable with one line that says how to get it.
 */
export async function findChromium(env: NodeJS.ProcessEnv, note: (line: string) => void): Promise<Chromium> {
  const installed = env.CHROMIUM_BIN || onPath(env.PATH ?? '') || ELSEWHERE.find((path) => existsSync(path));
  if (installed) return { program: installed, environment: {} };
  try {
    return await fromPackages(note);
  } catch (error) {
    const how = 'install Chromium or Chrome, or set CHROMIUM_BIN to its program';
    throw new ServiceUnavailable(`No browser: ${(error as Error).message}. Get one: ${how}.`);
  }
}

function onPath(path: string): string | undefined {
  const places = path.split(delimiter).flatMap((directory) => NAMES.map((name) => join(directory, name)));
  return places.find((place) => existsSync(place));
}

async function fromPackages(note: (line: string) => void): Promise<Chromium> {
  const directory = join(localDirectory(), 'chromium-package');
  if (!existsSync(directory)) {
    note('Fetching chromium from the packages of this system into .local/ ...');
    const partial = localDirectory(`chromium-package.${process.pid}`);
    try {
      await fetchDebianPackages(PACKAGES, PROGRAM, partial);
      writeFileSync(join(partial, 'fonts.conf'), fontsConf(directory));
      renameSync(partial, directory);
    } catch (error) {
      // Another suite may have been faster.
      if (!existsSync(directory)) throw error;
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return {
    program: join(directory, PROGRAM),
    environment: {
      LD_LIBRARY_PATH: libraryFolders(directory).join(':'),
      FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    },
  };
}

/** The unpacked fonts and those of the system. https://fontconfig.pages.freedesktop.org/fontconfig/fontconfig-user.html */
function fontsConf(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${join(directory, 'usr/share/fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(directory, 'font-cache')}</cachedir>
</fontconfig>
`;
}
