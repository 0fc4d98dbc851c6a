import { answerOf, client, type Schemas } from '../api/api.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { useWhole } from '../ui/use-whole.js';

type SenderPool = Schemas['SenderPool'];

const COLUMNS: Column<SenderPool>[] = [
  { title: 'Sender', isMain: true, render: ({ sender }) => <Text isLine>{sender}</Text> },
  {
    title: 'Numbers',
    width: 28,
    render: ({ numbers }) => <Text>{numbers.map(wordsOf).join('; ')}</Text>,
  },
  {
    title: 'Description',
    width: 16,
    priority: 2,
    render: ({ description }) => <Text isLine>{description}</Text>,
  },
  {
    title: 'Changed',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ updated_at }) => <Time at={updated_at} />,
  },
];

function wordsOf({ number, weight, countries }: SenderPool['numbers'][number]): string {
  const share = weight === 1 ? [] : [`weight ${weight}`];
  const place = countries.length === 0 ? [] : [`for ${countries.join(', ')}`];
  return [number, ...share, ...place].join(', ');
}

/** Which numbers send under which names. */
export function SenderPoolsView() {
  const list = useWhole(['sender-pools'], async () => {
    const { sender_pools } = await answerOf(client.api.GET('/api/v1/sender-pools', {}));
    return sender_pools;
  });
  return (
    <>
      <PageHeader title="Sender pools" />
      <DataTable
        caption="Sender pools"
        columns={COLUMNS}
        list={list}
        empty={
          <EmptyState title="No sender pools yet">
            Numbers that are put together send under one name, and each person hears from the same of them.
            POST /api/v1/sender-pools makes one.
          </EmptyState>
        }
      />
    </>
  );
}
