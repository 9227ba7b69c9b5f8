import { MeshError } from '@mesh/contracts/mesh-error';
import type { Vector } from './provider.ts';

type Waiting = { text: string; resolve: (vector: Vector) => void; reject: (error: unknown) => void };

/** Maximum of texts that wait or are being embedded. */
const MOST_WAITING = 8_192;

/**
 * Joins the texts of concurrent callers into batches for `run`. One batch runs at a time and the next one gathers meanwhile, so
 * nobody waits for a timer. Throws `unavailable` if too many texts wait.
 */
export function gather(run: (texts: string[]) => Promise<Vector[]>, batch: number) {
  const waiting: Waiting[] = [];
  let running = false;

  async function work(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, batch);
      try {
        const vectors = await run(group.map(({ text }) => text));
        group.forEach(({ resolve, reject }, index) => {
          const vector = vectors[index];
          if (vector) resolve(vector);
          else reject(new Error('the model gave too few vectors'));
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  }

  return (texts: readonly string[]): Promise<Vector[]> => {
    if (waiting.length + texts.length > MOST_WAITING) {
      const message = 'too many texts wait for their embedding; try again';
      return Promise.reject(new MeshError('unavailable', message, { retryAfterSeconds: 5 }));
    }
    const vectors = texts.map(
      (text) => new Promise<Vector>((resolve, reject) => void waiting.push({ text, resolve, reject })),
    );
    if (!running) void work();
    return Promise.all(vectors);
  };
}
