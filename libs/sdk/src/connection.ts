/** Which mesh, and as whom. */
export type Connection = {
  readonly url: string;
  readonly apiKey: string;
  /** How often a call that may be repeated is repeated. 3 by default. */
  readonly retries?: number | undefined;
};

export function addressOf({ url }: Pick<Connection, 'url'>, path: string): URL {
  return new URL(`${url.replace(/\/+$/, '')}${path}`);
}
