import { z } from 'zod';

/** The Redis channel of the words of models while they come. A message may be lost: the journal has the whole answer. */
export const DELTAS = 'deltas:executions';

/** Words of a model. `from`: how many characters of the answer were told before them; 0 begins an answer anew. */
export const delta = z.object({ executionId: z.string(), task: z.string(), from: z.number(), text: z.string() });
