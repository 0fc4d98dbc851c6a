import type { Stack } from './cpu-profile.js';

const WIDTH = 1_400;
const LINE = 17;
const MIN_WIDTH = 0.6;
const CHARACTER = 6.6;

interface Tree {
  name: string;
  owner: string;
  micros: number;
  children: Map<string, Tree>;
}

/** The stacks as one SVG: as wide as a function's time, callers below what they call, a title on every box. */
export function flameGraph(stacks: Stack[], title: string): string {
  const root: Tree = { name: title, owner: '', micros: 0, children: new Map() };
  for (const { frames, micros } of stacks) {
    let at = root;
    at.micros += micros;
    for (const { name, owner, where } of frames) {
      const key = `${name} ${where}`;
      const child: Tree = at.children.get(key) ?? { name, owner, micros: 0, children: new Map() };
      at.children.set(key, child);
      child.micros += micros;
      at = child;
    }
  }
  const boxes: string[] = [];
  const scale = WIDTH / root.micros;
  const height = (drawnDepth(root, scale) + 1) * LINE;
  draw(root, 0, height - LINE);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="11">`,
    ...boxes,
    '</svg>\n',
  ].join('\n');

  function draw(tree: Tree, x: number, y: number): void {
    const width = tree.micros * scale;
    if (width < MIN_WIDTH) return;
    const share = ((tree.micros / root.micros) * 100).toFixed(1);
    const label = `${tree.name} (${tree.owner || 'all'})`;
    const letters = Math.floor(width / CHARACTER) - 1;
    const text =
      letters > 3
        ? `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${safe(label.slice(0, letters))}</text>`
        : '';
    const size = `x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${LINE - 1}"`;
    boxes.push(
      `<g><title>${safe(label)} ${share} %</title><rect ${size} fill="${colour(tree.owner)}"/>${text}</g>`,
    );
    let left = x;
    for (const child of [...tree.children.values()].sort((one, other) => other.micros - one.micros)) {
      draw(child, left, y - LINE);
      left += child.micros * scale;
    }
  }
}

function drawnDepth(tree: Tree, scale: number): number {
  if (tree.micros * scale < MIN_WIDTH) return 0;
  return 1 + Math.max(0, ...[...tree.children.values()].map((child) => drawnDepth(child, scale)));
}

/** One colour an owner. */
function colour(owner: string): string {
  let hash = 0;
  for (const letter of owner) hash = (hash * 31 + letter.charCodeAt(0)) % 360;
  return owner.startsWith('libs/') || owner.startsWith('apps/')
    ? `hsl(${hash} 80% 65%)`
    : `hsl(${hash} 25% 80%)`;
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
