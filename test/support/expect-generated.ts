import { readFileSync, writeFileSync } from 'node:fs';

/** Expects a generated file to hold this text; with UPDATE_GENERATED (`npm run generate`) writes it first. */
export function expectGenerated(file: string, text: string): void {
  if (process.env.UPDATE_GENERATED) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
}
