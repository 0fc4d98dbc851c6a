import { count } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { SecondLine } from '../ui/second-line.js';
import { Text } from '../ui/text.js';
import { duration } from '../ui/time.js';
import type { Endless } from '../ui/use-endless.js';
import { rateWords } from './pace-words.js';
import { SetPace } from './set-pace.js';
import type { Paced } from './use-paces.js';

type Row = Paced & { id: string };

const fromNow = (at: string) => duration(Math.max(0, Date.parse(at) - Date.now()));
const sinceThen = (at: string) => duration(Math.max(0, Date.now() - Date.parse(at)));

const COLUMNS: Column<Row>[] = [
  {
    title: 'Sender',
    isMain: true,
    render: (row) => (
      <>
        <Text isLine>{row.sender}</Text>
        <SecondLine>{pacesOf(row)}</SecondLine>
      </>
    ),
  },
  { title: 'Messages', width: 5.5, align: 'end', render: ({ messages }) => count(messages) },
  { title: 'Waits for', width: 5.5, align: 'end', priority: 3, render: ({ since }) => sinceThen(since) },
  { title: 'Next in', width: 5.5, align: 'end', priority: 2, render: ({ next_turn_at: at }) => fromNow(at) },
  { title: 'Last in', width: 5.5, align: 'end', render: ({ last_turn_at: at }) => fromNow(at) },
  { title: 'Action', width: 6.5, align: 'end', priority: 2, render: (row) => <ChangeOf row={row} /> },
];

/** Whose messages wait for their turn, how many, and for how long. */
export function WaitingForPace({ list, more }: { list: Endless<Row>; more: boolean }) {
  return (
    <Panel title="What waits for its turn">
      <DataTable
        caption="What waits for its turn, by sender and account; whose last turn is furthest away comes first"
        columns={COLUMNS}
        list={list}
        href={({ sender, type, account }) =>
          `/messages?${String(new URLSearchParams({ status: 'retry', from: sender, type, provider: account }))}`
        }
        empty={
          <EmptyState title="Nothing waits">
            A message whose turn is more than some seconds away appears here with others of its sender. It can
            be canceled meanwhile, and it expires.
          </EmptyState>
        }
      />
      {more ? (
        <p className="muted">
          More than 10,000 messages wait. Those whose turn is soonest and those whose turn is last are
          counted.
        </p>
      ) : null}
    </Panel>
  );
}

/** `sms by twilio: 1 a second (account: 30 a second)` */
function pacesOf({ type, account, sender_pace: own, account_pace: ofAccount }: Row): string {
  const shared = ofAccount === null ? '' : ` (account: ${rateWords(ofAccount)})`;
  return `${type} by ${account}: ${own === null ? 'no pace of its own' : rateWords(own)}${shared}`;
}

function ChangeOf({ row: { sender, account, sender_pace: own, account_pace: ofAccount } }: { row: Row }) {
  // Without a pace of its own it is the account's that it waits for.
  if (own === null && ofAccount !== null)
    return <SetPace pace={{ of: 'account', name: account, ...ofAccount }} />;
  return (
    <SetPace
      pace={{
        of: 'sender',
        name: sender,
        per_second: own?.per_second ?? null,
        per_day: own?.per_day ?? null,
      }}
    />
  );
}
