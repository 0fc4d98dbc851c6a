import { lengthOf, piecesOf } from './bucket-times.js';

const at = (text: string) => new Date(`2026-01-${text}Z`);

it('cuts a time into days, hours before and after them, and minutes at both ends', () => {
  const pieces = piecesOf('minute', at('01T22:58:00'), at('04T01:01:00'));
  expect(pieces).toEqual([
    { step: 'minute', from: at('01T22:58:00'), to: at('01T23:00:00') },
    { step: 'hour', from: at('01T23:00:00'), to: at('02T00:00:00') },
    { step: 'day', from: at('02T00:00:00'), to: at('04T00:00:00') },
    { step: 'hour', from: at('04T00:00:00'), to: at('04T01:00:00') },
    { step: 'minute', from: at('04T01:00:00'), to: at('04T01:01:00') },
  ]);
});

it('leaves a time without a whole hour as it is', () => {
  const [from, to] = [at('01T22:58:00'), at('01T23:02:00')];
  expect(piecesOf('minute', from, to)).toEqual([{ step: 'minute', from, to }]);
});

it('covers every minute once, and in few pieces', () => {
  for (let minutes = 1; minutes < 20_000; minutes += 271) {
    const from = new Date(at('01T00:00:00').getTime() + (minutes % 97) * 60_000);
    const to = new Date(from.getTime() + minutes * 60_000);
    const pieces = piecesOf('minute', from, to);
    expect(pieces.length).toBeLessThanOrEqual(5);
    expect([pieces[0]?.from, pieces.at(-1)?.to]).toEqual([from, to]);
    for (const [n, piece] of pieces.entries()) {
      if (n > 0) expect(piece.from).toEqual(pieces[n - 1]?.to);
      for (const end of [piece.from, piece.to]) expect(end.getTime() % lengthOf(piece.step)).toBe(0);
    }
  }
});
