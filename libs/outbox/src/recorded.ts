/** Hears in this process that something was recorded, for databases whose one session leaves none to listen with. */
const listeners = new Set<() => void>();

export function onRecorded(listener: () => void): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => void listeners.delete(listener) };
}

export function tellRecorded(): void {
  for (const listener of listeners) listener();
}
