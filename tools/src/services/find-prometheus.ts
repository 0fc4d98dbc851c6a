import { existsSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchDebianPackages } from './debian-packages.js';
import { localDirectory } from './paths.js';
import { ServiceUnavailable } from './service-unavailable.js';

const SERVER = 'prometheus';
const TOOL = 'promtool';
const IN_PACKAGE = 'usr/bin';

/** Prometheus' programs. */
export interface PrometheusPrograms {
  server: string;
  promtool: string;
}

/**
 * Prometheus: those of `PROMETHEUS_BIN_DIR`, else on PATH, else the package of this Debian or Ubuntu, unpacked into
 * `.local/prometheus-package` without root.
 * @throws ServiceUnavailable with one line that says how to get it.
 */
export async function findPrometheus(
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<PrometheusPrograms> {
  const places = [env.PROMETHEUS_BIN_DIR ?? '', ...(env.PATH ?? '').split(delimiter)];
  const directory = places.find((place) => place !== '' && existsSync(join(place, TOOL)));
  if (directory !== undefined) return programsIn(directory);
  try {
    return programsIn(await fromPackage(note));
  } catch (error) {
    const how = 'install Prometheus, or set PROMETHEUS_BIN_DIR to the folder of prometheus and promtool';
    throw new ServiceUnavailable(`No Prometheus: ${(error as Error).message}. Get it: ${how}.`);
  }
}

function programsIn(directory: string): PrometheusPrograms {
  return { server: join(directory, SERVER), promtool: join(directory, TOOL) };
}

async function fromPackage(note: (line: string) => void): Promise<string> {
  const directory = join(localDirectory(), 'prometheus-package');
  if (!existsSync(directory)) {
    note('Fetching prometheus from the packages of this system into .local/ ...');
    const partial = localDirectory(`prometheus-package.${process.pid}`);
    try {
      await fetchDebianPackages([SERVER], join(IN_PACKAGE, TOOL), partial);
      renameSync(partial, directory);
    } catch (error) {
      // Another suite may have been faster.
      if (!existsSync(directory)) throw error;
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return join(directory, IN_PACKAGE);
}
