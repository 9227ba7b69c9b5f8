import type { EgressRequest } from '@mesh/egress/egress';
import { expect, test } from 'vitest';
import { openaiProvider } from '../src/embedding/openai-provider.ts';

const { signal } = new AbortController();

/** A provider whose endpoint answers one vector of one dimension, and what it is asked. */
function asked(baseUrl: string) {
  const questions: EgressRequest[] = [];
  const body = Buffer.from(JSON.stringify({ data: [{ index: 0, embedding: [1] }] }));
  const request = async (question: EgressRequest) => {
    questions.push(question);
    return { status: 200, headers: {}, body, url: question.url };
  };
  return { provider: openaiProvider({ egress: { request }, baseUrl, apiKey: 'key' }), questions };
}

test('texts are embedded below the base of the endpoint, whose query goes along', async () => {
  const { provider, questions } = asked('https://a.example/openai/deployments/small/?api-version=2024-10-21');
  const embedding = provider.describe({ model: 'own', dimensions: 1 });
  expect(await provider.embed(embedding, ['x'], signal)).toEqual([[1]]);
  expect(questions[0]?.url).toBe('https://a.example/openai/deployments/small/embeddings?api-version=2024-10-21');
});
