import { z } from 'zod';
import { chooseByKey } from './choice.ts';
import { duration } from './duration.ts';
import { condition, mapping } from './values.ts';

export const retryPolicy = z.strictObject({
  when: condition.exactOptional(),
  exceptWhen: condition.exactOptional(),
  delay: duration.exactOptional(),
  backoff: chooseByKey({
    constant: z.strictObject({ constant: mapping }),
    exponential: z.strictObject({ exponential: mapping }),
    linear: z.strictObject({ linear: mapping }),
  }).exactOptional(),
  limit: z
    .strictObject({
      attempt: z
        .strictObject({ count: z.number().int().min(0).exactOptional(), duration: duration.exactOptional() })
        .exactOptional(),
      duration: duration.exactOptional(),
    })
    .exactOptional(),
  jitter: z.strictObject({ from: duration, to: duration }).exactOptional(),
});
