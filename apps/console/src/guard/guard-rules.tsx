import type { Schemas } from '../api/api.js';
import { count, counted } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Panel } from '../ui/panel.js';
import { SecondLine } from '../ui/second-line.js';
import type { Endless } from '../ui/use-endless.js';
import { ruleName, ruleWords } from './rule-words.js';

type Rule = Schemas['RefusedCount'] & { id: string; rules: Schemas['GuardRules']; budgets: number };

const refusals = (refused: number) =>
  refused === 0 ? <span className="muted">0</span> : <strong>{count(refused)}</strong>;

const COLUMNS: Column<Rule>[] = [
  {
    title: 'Rule',
    isMain: true,
    render: ({ rule, rules, budgets }) => (
      <>
        {ruleName(rule)}
        <SecondLine>
          {rule === 'budget' ? `${counted(budgets, 'key has', 'keys have')} one` : ruleWords(rule, rules)}
        </SecondLine>
      </>
    ),
  },
  { title: 'Name', width: 10, priority: 3, render: ({ rule }) => <code>{rule}</code> },
  { title: 'Refused today', width: 7.5, align: 'end', render: ({ today }) => refusals(today) },
  { title: 'Yesterday', width: 6, align: 'end', priority: 2, render: ({ yesterday }) => refusals(yesterday) },
];

/** What may be sent, and how much was refused by each rule. */
export function GuardRules({ list }: { list: Endless<Rule> }) {
  return (
    <Panel title="Rules">
      <DataTable
        caption="Rules, and what they refused (days of UTC)"
        columns={COLUMNS}
        list={list}
        empty={null}
      />
    </Panel>
  );
}
