import type { Endless } from '../ui/use-endless.js';
import { Note } from '../ui/note.js';
import { PageHeader } from '../ui/page-header.js';
import { StatusPill } from '../ui/status-pill.js';
import { Budgets } from './budgets.js';
import { GuardRules } from './guard-rules.js';
import { StoppedPrefixes } from './stopped-prefixes.js';
import { type Guarded, useGuard } from './use-guard.js';

/** What is refused before it is stored, and why: prefixes, caps and budgets. */
export function GuardView() {
  const { data, error, refetch } = useGuard();
  /** A part of the answer, as a table shows it. */
  const listOf = <Item,>(part: (guarded: Guarded) => Item[]): Endless<Item> => ({
    items: data && part(data),
    error,
    hasMore: false,
    loadMore: () => undefined,
    reload: () => void refetch(),
  });
  return (
    <>
      <PageHeader
        title="Guard"
        beside={
          data && <StatusPill status={data.enabled ? 'on' : 'off'} tone={data.enabled ? 'good' : 'neutral'} />
        }
      />
      <div className="stack">
        {data?.enabled === false ? (
          <Note tone="info">
            The rules of the settings are off (<code>GUARD</code>). What single keys were given, rules and
            budgets, holds all the same.
          </Note>
        ) : null}
        <StoppedPrefixes
          list={listOf(({ stopped_prefixes }) =>
            stopped_prefixes.map((stopped) => ({ ...stopped, id: stopped.prefix })),
          )}
        />
        <GuardRules
          list={listOf(({ rules, refused, budgets }) =>
            refused.map((each) => ({ ...each, id: each.rule, rules, budgets: budgets.length })),
          )}
        />
        <Budgets
          list={listOf(({ budgets }) => budgets.map((budget) => ({ ...budget, id: budget.api_key_id })))}
        />
      </div>
    </>
  );
}
