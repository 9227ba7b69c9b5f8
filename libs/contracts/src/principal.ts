import { z } from 'zod';
import { id } from './id.ts';
import { scopes } from './scope.ts';

/** Who asks, in which workspace, with which rights. It comes from a token alone, never from a payload. */
export const principal = z.object({
  /** `key_…`, `exe_…`, or the issuer's subject for a person. */
  id: z.string().min(1).max(256),
  type: z.enum(['api-key', 'user', 'execution', 'service']),
  workspaceId: id('ws'),
  scopes: z.array(z.enum(scopes)),
  email: z.string().optional(),
});
export type Principal = z.infer<typeof principal>;

/** Who asks a public operation: in no workspace, with no right. */
export const nobody: Principal = { id: 'nobody', type: 'service', workspaceId: `ws_${'0'.repeat(26)}`, scopes: [] };
