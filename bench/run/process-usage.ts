import { readFileSync } from 'node:fs';

/** The most memory a living process has held so far, in MB (VmHWM of proc(5)); NaN where there is no /proc. */
export function peakRssMb(pid: number): number {
  return field(pid, 'VmHWM');
}

/** The memory a living process holds now, in MB (VmRSS); NaN where there is no /proc. */
export function rssMb(pid: number): number {
  return field(pid, 'VmRSS');
}

/** Seconds of processor time a living process has used so far; NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  try {
    // The name, in parentheses, may hold spaces; utime and stime are the 12th and 13th field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return NaN;
  }
}

/** USER_HZ, which Linux has fixed at 100 for what it shows of itself. */
const TICKS_PER_SECOND = 100;

function field(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) / 1_024;
  } catch {
    return NaN;
  }
}
