import { z } from 'zod';
import { chooseByKey } from './choice.ts';
import { externalResource } from './endpoint.ts';
import { mappingOrText, text } from './values.ts';

const format = text.exactOptional();
const schema = chooseByKey({
  document: z.strictObject({ format, document: z.unknown() }),
  resource: z.strictObject({ format, resource: externalResource }),
}).exactOptional();

export const input = z.strictObject({ schema, from: mappingOrText.exactOptional() });
export const output = z.strictObject({ schema, as: mappingOrText.exactOptional() });
