import { segmentsOf } from './segments.js';

const GSM7 = { encoding: 'GSM-7', nonGsmCharacters: [] };

describe('segmentsOf', () => {
  it.each([
    ['', 1, 160],
    ['Hello', 1, 155],
    ['a'.repeat(160), 1, 0],
    ['a'.repeat(161), 2, 153 - 8],
    ['a'.repeat(306), 2, 0],
    ['a'.repeat(307), 3, 152],
    ['€'.repeat(80), 1, 0],
    // 153 has room for 76 pairs, and its last place stays empty.
    ['€'.repeat(81), 2, 153 - 10],
    ['a'.repeat(152) + '€' + 'a'.repeat(10), 2, 153 - 12],
    ['\f^{}\\[~]|€', 1, 140],
    ['àÇΩ¡\r\n', 1, 154],
  ])('GSM-7 %#', (text, segments, charactersLeft) =>
    expect(segmentsOf(text)).toEqual({ ...GSM7, segments, charactersLeft }),
  );

  it.each([
    ['ж'.repeat(70), 1, 0, ['ж']],
    ['ж'.repeat(71), 2, 67 - 4, ['ж']],
    ['a'.repeat(66) + 'ж😀😀', 2, 67 - 4, ['ж', '😀']],
    // 66 units, then a pair that does not fit into the 67th place.
    ['ж'.repeat(66) + '😀'.repeat(3), 2, 67 - 6, ['ж', '😀']],
    ['“smart”', 1, 63, ['“', '”']],
    ['ç`', 1, 68, ['ç', '`']],
  ])('UCS-2 %#', (text, segments, charactersLeft, nonGsmCharacters) =>
    expect(segmentsOf(text)).toEqual({ encoding: 'UCS-2', segments, charactersLeft, nonGsmCharacters }),
  );
});
