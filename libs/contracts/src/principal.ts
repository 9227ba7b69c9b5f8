import { z } from 'zod';
import { id } from './id.ts';
import { scopes } from './scope.ts';

/** Who makes a request, in which workspace, with which scopes. It comes from a token only, never from a payload. */
export const principal = z.object({
  /** `key_…`, `exe_…`, or the issuer's subject for a person. */
  id: z.string().min(1).max(256),
  type: z.enum(['api-key', 'user', 'execution', 'service']),
  workspaceId: id('ws'),
  scopes: z.array(z.enum(scopes)),
  email: z.string().optional(),
});
export type Principal = z.infer<typeof principal>;

/** The principal of public operations: no workspace, no scope. */
export const nobody: Principal = { id: 'nobody', type: 'service', workspaceId: `ws_${'0'.repeat(26)}`, scopes: [] };
