import { z } from 'zod';
import { wholeNumber } from './count.ts';
import { executionPath, LARGE_MS, large } from './execution-shapes.ts';
import { defineOperation } from './operation.ts';
import { timestamp } from './timestamp.ts';

const MOST_ITEMS = 1_000;
const MOST_DIGITS = 15;
const MOST_SEQ = 10 ** MOST_DIGITS - 1;

export const journalItem = z.object({
  seq: z.number().meta({ description: 'From 1, without a gap.' }),
  type: z.string(),
  task: z.string().optional().meta({ description: 'JSON Pointer to the task in the document.' }),
  at: timestamp,
  data: z.unknown(),
  traceId: z.string().optional(),
  dataTooLarge: z
    .literal(true)
    .optional()
    .meta({ description: 'What is larger than 256 KiB is left out of `data`, as the question asked.' }),
  dataUrl: z.string().optional().meta({ description: 'Where all of it is read.' }),
});

export const readJournal = defineOperation({
  service: 'workflows',
  name: 'readJournal',
  summary: 'Read the durable history of an execution.',
  description: 'A page holds at most 32 MiB of what is large; `nextAfter` goes on from there.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/executions/{executionId}/journal', status: 200 },
  params: executionPath,
  query: z.strictObject({
    after: wholeNumber({ from: 0, most: MOST_SEQ })
      .optional()
      .meta({ description: '`seq` of the last item already read.' }),
    limit: wholeNumber({ from: 1, most: MOST_ITEMS, digits: MOST_DIGITS }).optional(),
    large,
  }),
  output: z.object({
    items: z.array(journalItem),
    epoch: z.number().meta({ description: 'Part of the live cursor `<epoch>:<seq>`.' }),
    ended: z.boolean().meta({ description: 'Whether the execution is over; no item follows its last one.' }),
    nextAfter: z.number().meta({ description: '`after` of the next question.' }),
  }),
  errors: ['not-found', 'integrity-violation'],
  deadlineMs: LARGE_MS,
});
