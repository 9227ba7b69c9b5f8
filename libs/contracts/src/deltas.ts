import { z } from 'zod';

/** Redis channel for words of models as they arrive. A message may be lost, since the journal has the whole answer. */
export const DELTAS = 'deltas:executions';

/** Words of a model. `from` is the number of characters of the answer before them; 0 begins an answer. */
export const delta = z.object({ executionId: z.string(), task: z.string(), from: z.number(), text: z.string() });
