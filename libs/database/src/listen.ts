import { on, once } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';

type Listening = {
  url: string;
  channel: string;
  signal: AbortSignal;
  singleSession: boolean;
  /** Makes the socket of its connection. */
  stream?: (() => Socket) | undefined;
};

/** Waits for notifications on a connection of its own. See `Database.listen`. */
export async function* listen({ url, channel, signal, singleSession, stream }: Listening): AsyncIterable<string> {
  if (signal.aborted) return;
  if (singleSession) {
    await once(signal, 'abort');
    return;
  }
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    application_name: `listen ${channel}`,
    ...(stream && { stream }),
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const ending = AbortSignal.any([signal, lost.signal]);
  try {
    await client.connect();
    const arrivals = on(client, 'notification', { signal: ending });
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    for await (const [notification] of arrivals as AsyncIterable<[pg.Notification]>) yield notification.payload ?? '';
  } catch (error) {
    if (signal.aborted) return;
    throw lost.signal.aborted ? new Error(`lost the connection that listened on ${channel}`, { cause: error }) : error;
  } finally {
    await client.end().catch(() => {});
  }
}
