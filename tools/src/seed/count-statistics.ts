import { ServiceSettings } from '#config';
import { CostCounters, CostEvents, type Database, StatisticsCounters, StatisticsEvents } from '#entities';
import { CostFold, CostSums, StatisticsFold } from '#messaging';

/** So many events are counted in one transaction: nobody waits for it, and a minute's counters are written once. */
const AT_ONCE = 50_000n;

/** Counts what was seeded as processors do, but without their pauses: of ten million messages they would take an hour. */
export async function countStatistics(database: Database): Promise<void> {
  const events = new StatisticsEvents(database);
  const costs = new CostFold(
    new ServiceSettings(),
    new CostEvents(database),
    new CostSums(new CostCounters(database)),
  );
  // While the table is vacuumed this cannot be done, and need not be.
  await events.summarise().catch(() => undefined);
  await new StatisticsFold(database, events, new StatisticsCounters(database), costs).all(AT_ONCE);
}
