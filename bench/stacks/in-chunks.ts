/** Works through `items` in pieces of `size`, one after the other. */
export async function inChunks<T>(
  items: T[],
  size: number,
  work: (chunk: T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += size) await work(items.slice(start, start + size));
}
