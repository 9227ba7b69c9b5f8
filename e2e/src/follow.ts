import { setTimeout as sleep } from 'node:timers/promises';
import type { Mesh } from './mesh.ts';

const PAUSE_MS = 250;

/** An item of an execution's journal, as in the live stream. */
export type JournalItem = { seq: number; type: string; task?: string; at: string; data: Record<string, unknown> };
export type Frame = { id: string; event: string; item: JournalItem };

/** Follows an execution until it has ended. `after` is the cursor `<epoch>:<seq>` after which to begin. */
export async function* follow(mesh: Mesh, executionId: string, after?: string): AsyncGenerator<Frame> {
  for await (const { id, event, data } of followStream(mesh, `/v1/executions/${executionId}/events`, { after }))
    yield { id, event, item: JSON.parse(data) as JournalItem };
}

type Told = { id: string; event: string; data: string };
type Following = { after?: string | undefined; signal?: AbortSignal };

/** Follows Server-Sent Events until they end, resuming from the cursor whenever the connection is lost. */
export async function* followStream(mesh: Mesh, path: string, { after, signal }: Following): AsyncGenerator<Told> {
  let cursor = after;
  for (;;) {
    const headers = { 'x-api-key': mesh.apiKey, ...(cursor ? { 'last-event-id': cursor } : {}) };
    try {
      const response = await fetch(`${mesh.url}${path}`, { headers, ...(signal && { signal }) });
      if (response.status === 204) return;
      if (response.status === 503) throw new TypeError('it will pass');
      if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
      for await (const frame of frames(response.body)) {
        cursor = frame.id;
        yield frame;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a lost connection, or none: resume from the cursor
      await sleep(PAUSE_MS, undefined, { ...(signal && { signal }) });
    }
  }
}

async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<Told> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(text.slice(0, end).split('\n').map(field));
      text = text.slice(end + 2);
      const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
      if (id && event && data) yield { id, event, data };
    }
  }
}

function field(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
