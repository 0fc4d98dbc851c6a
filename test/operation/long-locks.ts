/** Why a statement would keep others from a table that has many rows, for as long as it looks at all of them. */
export interface LongLock {
  table: string;
  reason: string;
}

const NAME = String.raw`(?:public\.)?"?(\w+)"?`;
/** What PostgreSQL computes once for all rows, and so without touching any. */
const VOLATILE = /\b(gen_random_uuid|random|clock_timestamp|timeofday|nextval|uuid_generate_v\d\w*)\s*\(/i;

type Rule = [pattern: RegExp, reason: string, unless?: RegExp];

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES */
const OF_ALTER: Rule[] = [
  [
    /^(?:add\s+column|add(?!\s+(?:constraint|check|primary|unique|foreign|exclude)))\b.*\bgenerated\b.*\bstored\b/i,
    'a stored column is computed for each row',
  ],
  [
    /^add\b.*\bgenerated\b.*\bas\s+identity\b|^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?\w+\s+(?:big|small)?serial\b/i,
    'each row gets a number',
  ],
  [/^alter\s+(?:column\s+)?\w+\s+(?:set\s+data\s+)?type\b/i, 'each row is written anew'],
  [
    /^alter\s+(?:column\s+)?\w+\s+set\s+not\s+null/i,
    'each row is checked: add a constraint NOT VALID first, and validate it',
  ],
  [
    /^add\s+(?:constraint\s+\w+\s+)?(?:check|foreign\s+key)\b/i,
    'each row is checked: add it NOT VALID, and validate it in a statement of its own',
    /\bnot\s+valid\s*$/i,
  ],
  [
    /^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?\w+.*\breferences\b/i,
    'each row is checked: add the constraint NOT VALID, and validate it',
    /\bnot\s+valid\s*$/i,
  ],
  [
    /^add\s+(?:constraint\s+\w+\s+)?(?:primary\s+key|unique|exclude)\b/i,
    'an index is built: build it CONCURRENTLY, and add the constraint USING INDEX',
    /\busing\s+index\b/i,
  ],
  [/^set\s+(?:tablespace|logged|unlogged|access\s+method)\b/i, 'the table is written anew'],
];

const OF_OTHERS: Rule[] = [
  [
    new RegExp(String.raw`^create\s+(?:unique\s+)?index\b.*?\bon\s+(?:only\s+)?${NAME}`, 'i'),
    'nobody can write while the index is built: use buildIndexes',
    /^create\s+(?:unique\s+)?index\s+concurrently/i,
  ],
  [
    new RegExp(String.raw`^reindex\b.*?\b(?:table|index)\s+${NAME}`, 'i'),
    'nobody can write while it is built',
    /\bconcurrently\b/i,
  ],
  [
    new RegExp(String.raw`^(?:vacuum\s+\(?full\)?|cluster)\s+(?:verbose\s+)?${NAME}`, 'i'),
    'the table is written anew',
  ],
  [
    new RegExp(String.raw`^lock\s+(?:table\s+)?${NAME}`, 'i'),
    'it is locked until the end of the transaction',
  ],
  [
    new RegExp(String.raw`^update\s+(?:only\s+)?${NAME}(?!.*\blimit\b)`, 'i'),
    'each row is locked until the end: do it behind, some at a time',
  ],
  [
    new RegExp(String.raw`^delete\s+from\s+(?:only\s+)?${NAME}(?!.*\blimit\b)`, 'i'),
    'each row is locked until the end: do it behind, some at a time',
  ],
];

/**
 * What in a text of one or several statements, which are one transaction, would keep others for long from one of these
 * tables. It knows what migrations do, not all of SQL.
 */
export function longLocks(sql: string, tables: ReadonlySet<string>): LongLock[] {
  const statements = statementsOf(sql);
  const found = statements.flatMap((statement) => [...ofAlter(statement), ...ofOthers(statement)]);
  if (statements.length > 1) found.push(...statements.flatMap((one) => validated(one)));
  return found.filter(({ table }) => tables.has(table));
}

function ofAlter(statement: string): LongLock[] {
  const [, table, rest] =
    new RegExp(String.raw`^alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${NAME}\s+(.*)$`, 'i').exec(
      statement,
    ) ?? [];
  if (table === undefined || rest === undefined) return [];
  return actionsOf(rest).flatMap((action) => {
    const reasons = OF_ALTER.filter(
      ([pattern, , unless]) => pattern.test(action) && !unless?.test(action),
    ).map(([, reason]) => reason);
    if (/^add\b.*\bdefault\b/i.test(action) && VOLATILE.test(action))
      reasons.push('each row gets a value of its own');
    if (
      /^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?\w+\s+\w+.*\bcheck\s*\(/i.test(action) &&
      !/^add\s+constraint\b/i.test(action)
    )
      reasons.push('each row is checked: add the constraint NOT VALID, and validate it');
    return reasons.map((reason) => ({ table, reason }));
  });
}

function ofOthers(statement: string): LongLock[] {
  return OF_OTHERS.flatMap(([pattern, reason, unless]) => {
    const table = pattern.exec(statement)?.[1];
    return table === undefined || unless?.test(statement) ? [] : [{ table, reason }];
  });
}

/** By itself it lets others write; together with what added the constraint it does not. */
function validated(statement: string): LongLock[] {
  const [, table] = new RegExp(String.raw`^alter\s+table\s+${NAME}\s+validate\b`, 'i').exec(statement) ?? [];
  return table === undefined
    ? []
    : [{ table, reason: 'it is validated while it is locked: in a statement of its own' }];
}

/** Without comments, on one line each; bodies of functions and texts in quotes are left out. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/--[^\n]*/g, '')
    .replace(/\$(\w*)\$[^]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

/** What one ALTER TABLE does, one after the other: the commas between brackets separate nothing. */
function actionsOf(text: string): string[] {
  const actions = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) actions.push('');
    else actions[actions.length - 1] += character;
  }
  return actions.map((action) => action.trim());
}
