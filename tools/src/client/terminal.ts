const WIDTH = 67;
const colour = process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : process.stdout.isTTY;
const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Lines for people, in the form of the contract's verification: headings, and ✓ ✗ ℹ. */
export const terminal = {
  heading(title: string): void {
    const rule = '═'.repeat(WIDTH);
    const indent = ' '.repeat(Math.max(0, Math.floor((WIDTH - title.length) / 2)));
    console.log(`\n${rule}\n${paint(1, indent + title)}\n${rule}\n`);
  },
  pass(line: string): void {
    console.log(`${paint(32, '✓')} ${line}`);
  },
  fail(line: string): void {
    console.log(`${paint(31, '✗')} ${line}`);
  },
  info(line: string): void {
    console.log(`${paint(34, 'ℹ')} ${line}`);
  },
  plain(line: string): void {
    console.log(line);
  },
};
