import type { Plan } from './statements.js';

interface Planned {
  question: string;
  longest: Plan | null;
}

/** A page of documentation: how PostgreSQL answers each question. A plan that was shown is not shown again. */
export function plansPage(questions: readonly Planned[]): string {
  const shown = new Map<string, string>();
  const parts = questions.map(({ question, longest }) => {
    if (longest === null) return `## ${question}\n\nAsks PostgreSQL nothing.\n`;
    const plan = longest.lines.map(shortened).join('\n');
    const before = shown.get(plan);
    if (before !== undefined) return `## ${question}\n\nAs for *${before}*.\n`;
    shown.set(plan, question);
    const title = longest.statement === '' ? 'Put together for the question' : `\`${longest.statement}\``;
    return `## ${question}\n\n${title}:\n\n\`\`\`text\n${plan}\n\`\`\`\n`;
  });
  return `${HEAD}\n${parts.join('\n')}`;
}

/** Conditions with many values are of no use here. */
const MAX_LINE = 160;
const shortened = (line: string) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line);

const HEAD = `# Plans of what the console asks

How PostgreSQL answers what each view of the console asks, of ten million messages: of each question the statement that takes
longest. Written by \`npm run bench:lists -- --views --plans docs/console-plans.md\`, which also measures them
([performance](performance.md)).
`;
