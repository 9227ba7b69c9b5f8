import type { Egress, EgressAnswer } from '@mesh/egress/egress';
import { expect, test } from 'vitest';
import { resourceReader } from '../../src/effect/resource/read-resource.ts';
import { Resources } from '../../src/effect/resource/resources.ts';
import { oneThread } from '../../src/thread/one-thread.ts';

type Asking = Parameters<Resources['text']>[1];
const wanted = { endpoint: { uri: 'https://a.example/api.json', authentication: undefined } };

/** A way out whose server answers each question when it is told to, unless whoever asks stops before. */
function openWay() {
  const answers: (() => void)[] = [];
  const request: Egress['request'] = async ({ signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<EgressAnswer>();
    signal?.addEventListener('abort', () => reject(signal.reason));
    answers.push(() => resolve({ status: 200, headers: {}, body: Buffer.from('{}'), url: wanted.endpoint.uri }));
    return promise;
  };
  const asking = (signal = new AbortController().signal) =>
    ({
      needs: { egress: { request } },
      about: { id: 'exe', workspaceId: 'ws' },
      key: 'k',
      signal,
    }) as unknown as Asking;
  return { answers, asking };
}

test('all who want a text at the same moment share one question', async () => {
  const { answers, asking } = openWay();
  const resources = new Resources();
  const texts = Promise.all([resources.text(wanted, asking()), resources.text(wanted, asking())]);
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.();
  expect(await texts).toEqual(['{}', '{}']);
  expect(await resources.text(wanted, asking())).toBe('{}');
  expect(answers).toHaveLength(1);
});

test('who shares the question of somebody who is told to stop asks for itself', async () => {
  const { answers, asking } = openWay();
  const resources = new Resources();
  const stop = new AbortController();
  const stopped = resources.text(wanted, asking(stop.signal));
  const other = resources.text(wanted, asking());
  await expect.poll(() => answers.length).toBe(1);
  stop.abort(new Error('told to stop'));
  await expect(stopped).rejects.toThrow('told to stop');
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  expect(await other).toBe('{}');
});

test.each(['text', 'operations'] as const)(
  'what all want at the same moment fails once for all of them: %s',
  async (how) => {
    let fetched = 0;
    const answer = Promise.withResolvers<EgressAnswer>();
    const request: Egress['request'] = () => {
      fetched += 1;
      return answer.promise;
    };
    const asked = { ...openWay().asking(), needs: { egress: { request } } } as unknown as Asking;
    const resources = new Resources();
    const all = Array.from({ length: 5 }, () => resources[how](wanted, asked));
    const ended = Promise.allSettled(all);
    await expect.poll(() => fetched).toBe(1);
    answer.resolve({ status: 503, headers: {}, body: Buffer.from(''), url: wanted.endpoint.uri });
    expect((await ended).map(({ status }) => status)).toEqual(all.map(() => 'rejected'));
    expect(fetched).toBe(1);
  },
);

test('what is fetched by proof is that of those alone who have the same rights', async () => {
  let fetched = 0;
  const request: Egress['request'] = async () => {
    fetched += 1;
    return { status: 200, headers: {}, body: Buffer.from('{}'), url: wanted.endpoint.uri };
  };
  const resources = new Resources();
  const proven = { endpoint: { ...wanted.endpoint, authentication: { bearer: { token: 't' } } } };
  const ask = (scopes: string[]) =>
    resources.text(proven, {
      ...openWay().asking(),
      needs: { egress: { request } },
      about: { id: 'exe', workspaceId: 'ws', scopes },
    } as unknown as Asking);
  await ask(['credentials:use']);
  await ask(['credentials:use']);
  expect(fetched).toBe(1);
  await ask([]);
  expect(fetched).toBe(2);
});

test.each([
  ['that cannot be read', '{', /no JSON and no YAML/],
  ['that tell no operations', '{}', undefined],
])('no more than so many documents are kept, also of those %s', async (_what, head, refused) => {
  let fetched = 0;
  const request: Egress['request'] = async ({ url }) => {
    fetched += 1;
    return { status: 200, headers: {}, body: Buffer.from(`${head} # ${url}`), url: String(url) };
  };
  const { asking } = openWay();
  const asked = { ...asking(), needs: { egress: { request } } } as unknown as Asking;
  const resources = new Resources();
  const read = async (place: number) => {
    const reading = resources.operations(
      { endpoint: { ...wanted.endpoint, uri: `https://a.example/${place}` } },
      asked,
    );
    await (refused ? expect(reading).rejects.toThrow(refused) : reading);
  };
  for (let place = 0; place < 1_100; place++) await read(place);
  await read(1_099);
  expect(fetched).toBe(1_100);
  await read(0);
  expect(fetched).toBe(1_101);
});

test('a document that took too long to read is read again a minute later, and not before', async () => {
  let nowMs = 0;
  let fetched = 0;
  const operations = { paths: { '/a': { get: { operationId: 'a' } } }, words: 'x'.repeat(200_000) };
  const request: Egress['request'] = async () => {
    fetched += 1;
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(operations)), url: wanted.endpoint.uri };
  };
  const asked = { ...openWay().asking(), needs: { egress: { request } } } as unknown as Asking;
  const readers = [resourceReader(oneThread({ mostMs: 0 })), resourceReader()] as const;
  const resources = new Resources(
    (...given) => readers[nowMs === 0 ? 0 : 1](...given),
    () => nowMs,
  );
  await expect(resources.operations(wanted, asked)).rejects.toThrow(/too much time or memory/);
  nowMs = 59_999;
  await expect(resources.operations(wanted, asked)).rejects.toThrow(/too much time or memory/);
  expect(fetched).toBe(1);
  nowMs = 60_001;
  expect([...(await resources.operations(wanted, asked)).keys()]).toEqual(['a']);
});
