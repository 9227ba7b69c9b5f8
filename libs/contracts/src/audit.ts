import { z } from 'zod';
import { bytesAnswer } from './bytes.ts';
import { wholeNumber } from './count.ts';
import { id } from './id.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { moment, timestamp } from './timestamp.ts';

const auditOutcomes = ['allowed', 'denied', 'failed'] as const;
const auditRow = z.object({
  id: id('aud'),
  seq: z.number().meta({ description: 'Gap-free from 1 in each workspace.' }),
  at: timestamp,
  actor: z.object({ id: z.string(), type: z.string() }),
  action: z.string().meta({ examples: ['credential.reveal'] }),
  resource: z.object({ type: z.string(), id: z.string() }),
  outcome: z.enum(auditOutcomes),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string().meta({ description: 'HMAC-SHA-256 in hex over this row and the hash before it.' }),
});

const auditFilter = {
  resource: z.string().max(128).optional().meta({ description: 'Id of what was acted upon.' }),
  action: z.string().max(64).optional(),
  actor: z.string().max(256).optional().meta({ description: 'Id of who acted.' }),
  outcome: z.enum(auditOutcomes).optional(),
  request: z.string().max(128).optional().meta({ description: 'The `x-request-id` of the request.' }),
  from: moment.optional(),
  to: moment.optional().meta({ description: 'Before this moment.' }),
};

export const listAudit = defineOperation({
  service: 'credentials',
  name: 'listAudit',
  summary: 'List who did what with which credential.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit', status: 200, headers: noStore },
  query: z.strictObject({ ...page, ...auditFilter }),
  output: pageOf(auditRow),
});

export const verifyAudit = defineOperation({
  service: 'credentials',
  name: 'verifyAudit',
  summary: 'Check that no audit row was changed, added, moved or taken away.',
  description:
    'Follows the chain from its begin, or from the signed anchor that retention left, and compares it with the last signed checkpoint: a cut tail is found up to there.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit/verify', status: 200, headers: noStore },
  output: z.object({
    valid: z.boolean(),
    checked: z.number(),
    firstBroken: z.number().optional().meta({ description: 'The seq of the first row that does not fit.' }),
    checkpoint: z
      .object({
        seq: z.number(),
        from: z.enum(['bucket', 'database']).meta({ description: '`bucket` is out of reach of who has the database.' }),
      })
      .optional()
      .meta({ description: 'The signed head that was compared.' }),
  }),
  errors: ['audit-unavailable'],
  deadlineMs: 30_000,
});

export const exportAudit = defineOperation({
  service: 'credentials',
  name: 'exportAudit',
  summary: 'Export audit rows as CSV or NDJSON.',
  description:
    'Oldest first, at most 5,000 rows and 512 KiB in one answer. Ask again with `after` set to the last `seq`, until nothing comes. Each answer is a row itself: `to` gives it an end.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit/export', status: 200, answerKind: 'bytes', headers: noStore },
  query: z.strictObject({
    ...auditFilter,
    format: z.enum(['csv', 'ndjson']).default('ndjson'),
    after: wholeNumber({ from: 0, most: 999_999_999 }).optional().meta({ description: 'Rows behind this seq.' }),
  }),
  output: bytesAnswer,
  errors: ['audit-unavailable'],
  deadlineMs: 30_000,
});
