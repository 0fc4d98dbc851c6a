import type { Fault } from '../harness/survive.js';
import { whenSendingResumes } from '../harness/survive.js';

export const REPLICA_PROMOTED: Fault = {
  name: 'a replica is promoted, the old master answers READONLY, and later the new one dies',
  async inject(system) {
    const { pair } = system;
    const { first, second } = pair;
    await pair.follow(second, first);
    await pair.promote(second);
    // Connections of the services to the first stand; it is somebody's replica now.
    await pair.follow(first, second);
    await whenSendingResumes(system);
    await second.down();
    await pair.promote(first);
    await second.up();
  },
};
