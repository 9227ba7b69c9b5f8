import { gzipSync } from 'node:zlib';
import type { Bus } from '@mesh/bus/bus';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { ModelServer } from '@mesh/testing/model-server';
import { toolBus } from './tool-bus.ts';

type Brokered = { readonly url: string; readonly body: unknown; readonly watch: string; readonly headers: object };
type Item = { readonly question: { readonly params: { readonly credentialId: string }; readonly body: Brokered } };
export const KEY = 'Bearer of the key';

/** A tool bus behind which credentials hold the key `openai` too, of whatever host is called. */
export function brokerBus(server: () => ModelServer, invoke: (name: string, input: unknown) => unknown): Bus {
  const tools = toolBus(invoke);
  const watching = new Map<string, (error: null, message: { data: Uint8Array }) => void>();
  const stopped: string[] = [];
  async function stream({ params, body }: Item['question']) {
    if (params.credentialId !== 'openai') return { error: new MeshError('not-found', 'none').toShape() };
    const path = new URL(body.url).pathname;
    const headers = { ...body.headers, authorization: KEY, 'content-type': 'application/json' };
    const answer = await fetch(`http://${server().host}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body.body),
    });
    const raw = Buffer.from(await answer.arrayBuffer());
    watching.get(`_INBOX_workflows.parts.${body.watch}`)?.(null, { data: raw.subarray(0, raw.length >> 1) });
    const told = Object.fromEntries(answer.headers);
    return { output: { status: answer.status, headers: told, body: gzipSync(raw).toString('base64') } };
  }
  const nats = {
    subscribe(subject: string, { callback }: { callback: () => void }) {
      watching.set(subject, callback);
      return { unsubscribe: () => watching.delete(subject) };
    },
    publish: (subject: string) => stopped.push(subject),
  };
  const ask = (subject: string, item: Item) =>
    subject === 'call.credentials.broker-stream' ? stream(item.question) : tools.batches.ask(subject, item as never);
  return { ...tools, nats, batches: { ask } } as unknown as Bus;
}
