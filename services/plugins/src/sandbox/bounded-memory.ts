const PAGE_BYTES = 64 * 1024;

type Memory = { grow(pages: number): number };
type WithMemory = { WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => Memory } };
const { WebAssembly } = globalThis as unknown as WithMemory; // TypeScript has it only in its DOM library

/** A WebAssembly memory that cannot grow beyond its limit, and says whether growth was refused. */
export function boundedMemory({ initialBytes, mostBytes }: { initialBytes: number; mostBytes: number }) {
  const memory = new WebAssembly.Memory({ initial: initialBytes / PAGE_BYTES, maximum: mostBytes / PAGE_BYTES });
  let isExhausted = false;
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    isExhausted = true;
    const before = grow(pages); // throws beyond the limit
    isExhausted = false;
    return before;
  };
  return { memory, isExhausted: () => isExhausted };
}
