import { z } from 'zod';
import { defineOperation } from './operation.ts';

const payloadId = z.uuid().meta({ description: 'Names the payload that the key is for.' });
const wrapped = z.base64().length(184).meta({
  description: 'The key, sealed by the workspace for this payload. It is kept beside what the key has sealed.',
});

export const issueDataKey = defineOperation({
  service: 'credentials',
  name: 'issueDataKey',
  summary: 'Make a key for one payload.',
  scope: 'authenticated',
  callers: ['workflows'],
  params: z.strictObject({ payloadId }),
  output: z.object({ key: z.base64(), wrapped }),
  errors: ['not-found'],
});

export const openDataKey = defineOperation({
  service: 'credentials',
  name: 'openDataKey',
  summary: 'Open the key of one payload.',
  scope: 'authenticated',
  callers: ['workflows'],
  params: z.strictObject({ payloadId }),
  body: z.object({ wrapped }),
  output: z.object({ key: z.base64() }),
  errors: ['not-found', 'integrity-violation'],
});
