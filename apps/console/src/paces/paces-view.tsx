import { PageHeader } from '../ui/page-header.js';
import type { Endless } from '../ui/use-endless.js';
import { GivenPaces } from './given-paces.js';
import { SetPace } from './set-pace.js';
import { usePaces } from './use-paces.js';
import { WaitingForPace } from './waiting-for-pace.js';

/** How fast senders and accounts may send, and what has to wait for that. */
export function PacesView() {
  const { data, error, refetch } = usePaces();
  const listOf = <Item,>(items: Item[] | undefined): Endless<Item> => ({
    items,
    error,
    hasMore: false,
    loadMore: () => undefined,
    reload: () => void refetch(),
  });
  return (
    <>
      <PageHeader title="Paces" actions={<SetPace />} />
      <div className="stack">
        <WaitingForPace
          list={listOf(
            data?.waiting.map((each) => ({ ...each, id: [each.sender, each.type, each.account].join('\n') })),
          )}
          more={data?.more ?? false}
        />
        <GivenPaces list={listOf(data?.paces.map((pace) => ({ ...pace, id: `${pace.of}\n${pace.name}` })))} />
      </div>
    </>
  );
}
