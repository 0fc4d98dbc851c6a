import { ESLint } from 'eslint';
import { join } from 'node:path';
import { root } from '../../services/paths.js';

/** What the linter, as it is set up here, says by these rules of a file of ours if it held this code. */
export function lintText(rules: string[]): (file: string, code: string) => Promise<string[]> {
  const eslint = new ESLint({ cwd: root, ruleFilter: ({ ruleId }) => rules.includes(ruleId) });
  return async (file, code) => {
    const [result] = await eslint.lintText(code, { filePath: join(root, file) });
    return (result?.messages ?? []).map(({ message }) => message);
  };
}
