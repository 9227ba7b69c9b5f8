/** An event of a stream (Server-Sent Events, HTML Living Standard 9.2). */
export type ServerSentEvent = { readonly id: string | undefined; readonly event: string; readonly data: string };

const MOST_CHARACTERS = 64 * 1024 * 1024;

/** The events in `body` as they arrive. Comments, such as heartbeats, are skipped; an incomplete last event is dropped. */
export async function* framesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  let isAfterCr = false;
  for await (const text of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    // A line ends with CR, LF or both, which may arrive separately.
    const lines = (isAfterCr && text.startsWith('\n') ? text.slice(1) : text).replaceAll(/\r\n?/g, '\n');
    isAfterCr = text.endsWith('\r');
    rest += lines;
    if (rest.length > MOST_CHARACTERS) throw new RangeError('an event of the stream is too long');
    if (!lines.includes('\n')) continue;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const frame = frameOf(block);
      if (frame) yield frame;
    }
  }
}

function frameOf(block: string): ServerSentEvent | undefined {
  const fields = block.split('\n').map(fieldOf);
  const last = (name: string) => fields.findLast(([field]) => field === name)?.[1];
  const data = fields.flatMap(([field, value]) => (field === 'data' ? [value] : []));
  return data.length > 0 ? { id: last('id'), event: last('event') ?? 'message', data: data.join('\n') } : undefined;
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
