import { connect } from '@nats-io/transport-node';

/** The streams of a broker and their durable consumers: `EVENTS`, `EVENTS/workflows-heard`. Throws while it is unavailable. */
export async function jetStreamOf(url: string): Promise<string[]> {
  const nats = await connect({ servers: url, reconnect: false, timeout: 2_000 });
  try {
    const ask = async <T>(subject: string) => (await nats.request(subject, '', { timeout: 2_000 })).json<T>();
    const { streams } = await ask<{ streams: string[] | null }>('$JS.API.STREAM.NAMES');
    const found = (streams ?? []).map(async (stream) => {
      const { consumers } = await ask<{ consumers: string[] | null }>(`$JS.API.CONSUMER.NAMES.${stream}`);
      return [stream, ...(consumers ?? []).map((consumer) => `${stream}/${consumer}`)];
    });
    return (await Promise.all(found)).flat().sort();
  } finally {
    await nats.close();
  }
}
