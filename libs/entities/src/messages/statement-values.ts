/** Takes a value into a statement; answers how it is written there. */
export type Value = (value: unknown) => string;

/** The values of a statement that is put together for one request. What is written into its text comes from our files only. */
export class StatementValues {
  readonly all: unknown[] = [];
  readonly add: Value = (value) => {
    this.all.push(value);
    return `$${this.all.length}`;
  };
}
