import { runningSystem } from '../running/running-system.js';

/** Where the API of this machine is: that of the running `npm start`, else on `PORT`. */
export function apiAddress(port: number): string {
  return runningSystem()?.apiUrl ?? `http://localhost:${port}`;
}
