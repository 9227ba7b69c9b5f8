import { z } from 'zod';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { defineOperation } from './operation.ts';
import { timestamp } from './timestamp.ts';

const most = z.number().min(0).max(1e15);
const bounds = {
  period: z.enum(['day', 'month']).meta({ description: 'Of UTC.' }),
  tokens: most.nullable().meta({ description: 'Of input and output together; null is no bound.' }),
  cost: most.nullable().meta({ description: 'In the currency of the prices; null is no bound.' }),
};
/** PostgreSQL has no year 0. */
const day = z.iso.date().refine((text) => !text.startsWith('0000'), 'expected a day of the year 1 or later');

const budget = z.object({ ...bounds, since: timestamp, used: z.object({ tokens: z.number(), cost: z.number() }) });

/** Changes when more is spent, too. */
export const modelBudgetEtag = ({ period, tokens, cost, since, used }: z.output<typeof budget>) =>
  `"${[period, tokens, cost, Date.parse(since), used.tokens, used.cost].join('/')}"`;

export const getModelBudget = defineOperation({
  service: 'workflows',
  name: 'getModelBudget',
  summary: 'Read what the workspace may spend on models, and has spent.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/model-budget', status: 200, etag: modelBudgetEtag },
  output: budget,
});

export const setModelBudget = defineOperation({
  service: 'workflows',
  name: 'setModelBudget',
  summary: 'Set what the workspace may spend on models.',
  description: 'Executions that reach it are suspended; raise it and resume them.',
  scope: 'workspaces:write',
  http: { method: 'PUT', path: '/v1/model-budget', status: 200, etag: modelBudgetEtag },
  headers: ifMatch,
  body: z.strictObject({
    period: bounds.period,
    tokens: bounds.tokens.pipe(z.number().int().nullable()).optional(),
    cost: bounds.cost.optional(),
  }),
  output: budget,
  errors: ['precondition-failed'],
});

export const listModelUsage = defineOperation({
  service: 'workflows',
  name: 'listModelUsage',
  summary: 'List what the workspace has spent on models, by day and model.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/model-usage', status: 200 },
  query: z.strictObject({
    from: day.optional().meta({ description: 'Thirty days before `to` by default.' }),
    to: day.optional().meta({ description: 'Today by default.' }),
  }),
  output: z.object({
    items: z.array(
      z.object({
        day: z.string(),
        model: z.string(),
        turns: z.number(),
        inputTokens: z.number(),
        outputTokens: z.number(),
        cost: z.number(),
      }),
    ),
    nextCursor: z.null(),
  }),
});

export const decideApproval = defineOperation({
  service: 'workflows',
  name: 'decideApproval',
  summary: 'Say whether an agent may use a tool that needs approval.',
  description: 'The journal names what is asked (`approval.asked`). The first decision counts.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions/{executionId}/approvals/{approval}', status: 202 },
  params: z.strictObject({
    executionId: id('exe'),
    approval: z.string().regex(/^[0-9a-f]{32}$/, 'expected the id of an approval'),
  }),
  body: z.strictObject({
    decision: z.enum(['approve', 'deny']),
    reason: z.string().max(1_000).optional().meta({ description: 'Told to the model.' }),
  }),
  output: z.object({ approval: z.string(), decision: z.enum(['approve', 'deny']) }),
  errors: ['not-found', 'conflict'],
});
