/** Every scope that a key can have. A route without one does not compile. */
export const scopes = [
  'workspaces:create',
  'workspaces:read',
  'workspaces:write',
  'keys:read',
  'keys:write',
  'credentials:read',
  'credentials:write',
  'credentials:use',
  'credentials:reveal',
  'credentials:rotate',
  'audit:read',
  'workflows:read',
  'workflows:write',
  'executions:read',
  'executions:write',
  'tasks:work',
  'events:read',
  'events:write',
  'plugins:read',
  'plugins:write',
  'plugins:invoke',
  'vectors:read',
  'vectors:write',
  'metrics:read',
] as const;
export type Scope = (typeof scopes)[number];

/** What an operation needs: a scope, just a valid key, or nothing because the request carries its own proof. */
export type Need = Scope | 'authenticated' | 'public';

export function permits(need: Need, held: readonly Scope[]): boolean {
  return need === 'public' || need === 'authenticated' || held.includes(need);
}
