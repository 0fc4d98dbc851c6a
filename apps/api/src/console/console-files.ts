import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './checkout.js';

/** A part of the console's address: what a build makes, an id, or the name of a queue; and no folder above it. */
const SEGMENT = /^[\w-](?:[\w.:-]|%3A)*$/i;

/** A file of the built console. */
export interface ConsoleFile {
  /** Inside the folder of the build. */
  path: string;
  /** Whether its name changes with its content. */
  isHashed: boolean;
}

/** Where `npm run build` puts the console. */
export const consoleDirectory = join(checkout, 'dist/console');

/** The page itself, which every address of a view answers with. */
export const PAGE: ConsoleFile = { path: 'index.html', isHashed: false };

/**
 * The file for a path below `/console/`; null: there is none. An address without an ending is a view, and has the page.
 * Compressed forms are not asked for by name.
 */
export async function consoleFile(path: string): Promise<ConsoleFile | null> {
  if (path === '') return PAGE;
  const segments = path.replace(/\/$/, '').split('/');
  if (!segments.every((segment) => SEGMENT.test(segment)) || path.endsWith('.br')) return null;
  const isAsset = segments[0] === 'assets';
  if (isAsset && (await isFile(path))) return { path, isHashed: true };
  return isAsset || /\.\w+$/.test(path) ? null : PAGE;
}

/** Whether the build holds this file. */
export async function isFile(path: string): Promise<boolean> {
  const found = await stat(join(consoleDirectory, path)).catch(() => null);
  return found?.isFile() ?? false;
}
