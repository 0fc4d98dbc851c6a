import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { answerOf, client, type Schemas } from '../api/api.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { count, counted } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone } from '../ui/toast.js';
import { useEndless } from '../ui/use-endless.js';
import type { QueueName } from './use-queues.js';

type DeadLetter = Schemas['DeadLetter'];

const COLUMNS: Column<DeadLetter>[] = [
  { title: 'Reason', isMain: true, render: ({ reason }) => <Text isLine>{reason}</Text> },
  { title: 'Entry', width: 14, render: (letter) => <Entry letter={letter} /> },
  { title: 'Deliveries', width: 6, align: 'end', priority: 3, render: ({ deliveries }) => deliveries },
  {
    title: 'Given up',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ died_at }) => <Time at={died_at} />,
  },
];

/** What a queue gave up, and what becomes of it: one, those that are ticked, or all. */
export function DeadLetters({ queue, dead }: { queue: QueueName; dead: number }) {
  const key = ['queues', queue, 'dead-letters'];
  const list = useEndless(key, async (cursor, signal) => {
    const params = { path: { name: queue }, query: { limit: 50, ...(cursor !== '' && { cursor }) } };
    const answer = await answerOf(
      client.api.GET('/api/v1/admin/queues/{name}/dead-letters', { params, signal }),
    );
    return { items: answer.dead_letters, next: answer.next_cursor };
  });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const queries = useQueryClient();
  const present = list.items?.filter(({ id }) => ticked.has(id)).map(({ id }) => id) ?? [];

  const act = async (action: 'replay' | 'discard', chosen: { ids: string[] } | { all: true }) => {
    const options = { params: { path: { name: queue } }, body: chosen };
    const { count: of } = await answerOf(
      action === 'replay'
        ? client.api.POST('/api/v1/admin/queues/{name}/dead-letters/replay', options)
        : client.api.POST('/api/v1/admin/queues/{name}/dead-letters/discard', options),
    );
    const words = counted(of, 'dead letter');
    showDone(action === 'replay' ? `${words} in the queue again` : `${words} deleted`);
    setTicked(new Set());
    await queries.invalidateQueries({ queryKey: ['queues'] });
  };
  const tick: Column<DeadLetter> = {
    title: 'Choose',
    width: 5,
    render: ({ id, reason }) => (
      <label className="row-check">
        <span className="visually-hidden">{reason}</span>
        <input
          type="checkbox"
          checked={ticked.has(id)}
          onChange={({ target }) => setTicked(withOrWithout(ticked, id, target.checked))}
        />
      </label>
    ),
  };
  const only = present.length > 0;
  const which = only ? counted(present.length, 'dead letter') : `all ${count(dead)} dead letters`;
  const body = only ? { ids: present } : ({ all: true } as const);
  return (
    <Panel
      title="Dead letters"
      actions={
        list.items?.length ? (
          <>
            <ConfirmDialog
              trigger={only ? `Replay ${present.length}` : 'Replay all'}
              title={`Replay ${which}?`}
              confirm="Replay"
              onConfirm={() => act('replay', body)}
            >
              <p>They are put into the queue again, and handled as if they had just come.</p>
            </ConfirmDialog>
            <ConfirmDialog
              trigger={only ? `Discard ${present.length}` : 'Discard all'}
              title={`Discard ${which}?`}
              confirm="Discard"
              isDangerous
              onConfirm={() => act('discard', body)}
            >
              <p>
                The entries are deleted for good. Their messages stay as they are: one that is unfinished is
                queued again by itself.
              </p>
            </ConfirmDialog>
          </>
        ) : null
      }
    >
      <DataTable
        caption="Dead letters, oldest first"
        columns={[tick, ...COLUMNS]}
        list={list}
        empty={
          <EmptyState title="Nothing was given up">
            An entry that cannot be handled, or was tried too often, appears here with its reason.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function withOrWithout(set: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const after = new Set(set);
  if (isIn) after.add(id);
  else after.delete(id);
  return after;
}

function Entry({ letter: { message_id, data } }: { letter: DeadLetter }) {
  if (message_id !== null) return <Link to={`/messages/${message_id}`}>the message</Link>;
  return (
    <code className="dead-data">
      <Text isLine>{data}</Text>
    </code>
  );
}
