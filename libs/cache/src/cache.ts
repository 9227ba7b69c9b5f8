/** Redis as a convenience: every call answers within 250 ms or behaves as if nothing were there. It never throws. */
export type Cache = AsyncDisposable & {
  /** A server is configured at all. */
  readonly configured: boolean;
  get(key: string): Promise<Buffer | undefined>;
  set(key: string, value: Buffer | string, ttlSeconds: number): Promise<void>;
  delete(...keys: string[]): Promise<void>;
  /** A hint to whoever listens now; nobody may rely on its arrival. */
  publish(channel: string, text: string): void;
  /** Hears every channel that matches a glob such as `live:*`. */
  subscribe(pattern: string, hear: (channel: string, text: string) => void): Disposable;
  /** Called each time that hints may have been missed: the subscription was lost and stands again. */
  onReset(listener: () => void): Disposable;
  /** Rejects while the server does not answer. */
  ping(): Promise<void>;
};
