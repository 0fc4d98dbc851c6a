import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { smallPng } from './small-png.js';

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
};
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** Two pixels wide, five high: a row for each filter. */
const SIZE = [0, 0, 0, 2, 0, 0, 0, 5];
const png = (depth: number, rows: number[]) =>
  Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.from([...SIZE, depth, 2, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);

const part = (file: Buffer, type: string) => {
  const at = file.indexOf(type, 0, 'latin1');
  return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
};

it('keeps each pixel of a picture with few colours, however its rows are filtered', () => {
  const red = [255, 0, 0];
  const blue = [0, 0, 255];
  const same = [0, 0, 0];
  // None; difference to the left, above, half of both, and by Paeth: red and blue in each row.
  const rows = [
    ...[0, ...red, ...blue],
    ...[1, ...red, 1, 0, 255],
    ...[2, ...same, ...same],
    ...[3, 128, 0, 0, 129, 0, 128],
    ...[4, ...same, ...same],
  ];
  const small = smallPng(png(8, rows));
  const palette = [...part(small, 'PLTE')];
  const places = inflateSync(part(small, 'IDAT'));
  const shown = Array.from({ length: 5 }, (_, y) => {
    return [1, 2].map((x) => palette.slice((places[y * 3 + x] as number) * 3).slice(0, 3));
  });
  expect(shown).toEqual(Array.from({ length: 5 }, () => [red, blue]));
  expect(part(small, 'IHDR')[9]).toBe(3);
});

it('refuses what it cannot read', () => {
  expect(() => smallPng(png(16, [0]))).toThrow('only 8-bit RGB');
});
