import { csvLine } from './csv-line.js';

it.each<[Parameters<typeof csvLine>[0], string]>([
  [['a', 1, null, ''], 'a,1,,'],
  [[new Date(0)], '1970-01-01T00:00:00.000Z'],
  [['a,b', 'say "it"', 'two\nlines', 'two\r\nlines'], '"a,b","say ""it""","two\nlines","two\r\nlines"'],
  [['=1+1', '+cmd', '-2+3', '@SUM(A1)'], "'=1+1,'+cmd,'-2+3,'@SUM(A1)"],
  [['\t=1', '\r=1', '\n=1'], `'\t=1,"'\r=1","'\n=1"`],
  [['＝1+1'], "'＝1+1"],
  [['=HYPERLINK("http://x","y")'], `"'=HYPERLINK(""http://x"",""y"")"`],
  [['+15551234567', '+1555 1234', '+1+1', -5], "+15551234567,'+1555 1234,'+1+1,-5"],
  [["'=1", ' =1', 'a=1'], "'=1, =1,a=1"],
])('%j is written as %j', (cells, line) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`);
});
