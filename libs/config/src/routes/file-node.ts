import { isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

/** What is wrong in a file: where, at which field, and why. */
export interface FileFault {
  line: number;
  field: string;
  reason: string;
}

/** What reading a file needs at every place of it. */
interface FileContext {
  lines: LineCounter;
  faults: FileFault[];
}

/**
 * A place in a YAML file, read by asking it for what it should be. What is something else becomes a fault, which names line
 * and field, and an empty value, so that all faults are found in one pass.
 */
export class FileNode {
  constructor(
    private readonly node: Node | null,
    /** `routes[2].match.to_country`; empty for the file as a whole. */
    readonly field: string,
    /** Where it is; of something that is empty where its owner is. */
    readonly line: number,
    private readonly context: FileContext,
  ) {}

  fault(reason: string): void {
    this.context.faults.push({ line: this.line, field: this.field, reason });
  }

  /** Its entries. `known`: the only keys there may be. */
  map(known?: readonly string[]): Map<string, FileNode> {
    const entries = new Map<string, FileNode>();
    if (this.node === null) return entries;
    if (!isMap(this.node)) {
      this.fault('must be fields with values');
      return entries;
    }
    for (const { key, value } of this.node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const line = this.lineOf(key as Node);
      const entry = new FileNode(
        value as Node | null,
        this.field === '' ? name : `${this.field}.${name}`,
        line,
        this.context,
      );
      if (known !== undefined && !known.includes(name))
        entry.fault(`is not known here; known: ${known.join(', ')}`);
      else entries.set(name, entry);
    }
    return entries;
  }

  list(): FileNode[] {
    if (this.node === null) return [];
    if (!isSeq(this.node)) {
      this.fault('must be a list');
      return [];
    }
    return this.node.items.map((item, index) => {
      const line = this.lineOf(item as Node);
      return new FileNode(item as Node | null, `${this.field}[${index}]`, line, this.context);
    });
  }

  /** A list, or the one that stands in its place. */
  oneOrMore(): FileNode[] {
    return this.node !== null && isSeq(this.node) ? this.list() : [this];
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  /** As it is written: `+1` and `0123` stay what they are. */
  text(): string {
    if (isScalar(this.node) && this.node.value !== null)
      return (this.node.source ?? String(this.node.value)).trim();
    this.fault('must be a text');
    return '';
  }

  integer(min: number, max: number): number {
    const value = isScalar(this.node) ? this.node.value : null;
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    this.fault(`must be a whole number from ${min} to ${max}`);
    return max;
  }

  /** A number, whole or not. */
  number(min: number, max: number): number {
    const value = isScalar(this.node) ? this.node.value : null;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    this.fault(`must be a number from ${min} to ${max}`);
    return max;
  }

  private lineOf(node: Node | null): number {
    const start = node?.range?.[0];
    return start === undefined ? this.line : this.context.lines.linePos(start).line;
  }
}
