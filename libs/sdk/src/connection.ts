/** Which mesh to call, and with which key. */
export type Connection = {
  readonly url: string;
  readonly apiKey: string;
  /** How often a repeatable call is retried. 3 by default. */
  readonly retries?: number | undefined;
};

export function addressOf({ url }: Pick<Connection, 'url'>, path: string): URL {
  return new URL(`${url.replace(/\/+$/, '')}${path}`);
}
