import { readFileSync } from 'node:fs';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

interface RawProfile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** A function as a profile knows it. */
export interface Frame {
  name: string;
  /** `file:line`, from the root of the checkout; empty for what the engine does itself. */
  where: string;
  /** The package, the room of ours, or the part of Node it belongs to. */
  owner: string;
}

/** One stack that was seen, innermost function last, and for how long: microseconds. */
export interface Stack {
  frames: Frame[];
  micros: number;
}

/** Found in every stack of a boot: what loads modules, and with it what they do as they load. */
const BOOT = new Set(['node:internal/modules', 'node:internal/bootstrap']);

/**
 * The stacks of a `.cpuprofile` (Chrome's format, as `node --cpu-prof` writes it) while the process was neither idle nor
 * loading its modules.
 * https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
 */
export function readStacks(file: string): Stack[] {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as RawProfile;
  const micros = new Map<number, number>();
  samples.forEach((id, index) => micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[index] ?? 0)));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = new Map(nodes.map((node) => [node.id, frameOf(node)]));

  return nodes.flatMap(({ id, callFrame }) => {
    const time = micros.get(id) ?? 0;
    if (time === 0 || callFrame.functionName === '(idle)') return [];
    const stack: Frame[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at);
      if (frame && frame.name !== '(root)') stack.push(frame);
    }
    if (stack.some(({ owner }) => BOOT.has(owner))) return [];
    return [{ frames: stack.toReversed(), micros: time }];
  });
}

function frameOf({ callFrame }: ProfileNode): Frame {
  const { functionName, url, lineNumber } = callFrame;
  const name = functionName || '(anonymous)';
  const path = url.replace(/^file:\/\//, '');
  const where = path === '' ? '' : `${path.replace(/^.*?\/(?=dist\/|node_modules\/)/, '')}:${lineNumber + 1}`;
  return { name, where, owner: ownerOf(name, path) };
}

function ownerOf(name: string, path: string): string {
  if (path === '') return name.startsWith('(') ? name : '(native)';
  if (path.startsWith('node:')) return path.split('/').slice(0, 2).join('/').replace(/\.js$/, '');
  const inPackage = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return inPackage ?? /\/dist\/((?:libs|apps)\/[^/]+|bench)/.exec(path)?.[1] ?? 'other';
}
