import type { SystemUnderFault } from './system-under-fault.js';

/** What a load is judged by: its rows, its queues, and what the provider took. */
export type JudgedSystem = Pick<SystemUnderFault, 'database' | 'admin' | 'provider'>;
