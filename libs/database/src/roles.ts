import type pg from 'pg';

/** The group role that requests run as, subject to row-level security in the workspace that the transaction names. */
export const APP_ROLE = 'mesh_app';
/** The group role of relays, lease claims and schedulers: it sees what its policies allow, over all workspaces. */
export const SYSTEM_ROLE = 'mesh_system';

/**
 * Creates the two group roles if they are missing and lets the login users of this database assume them. The roles own nothing
 * and cannot log in. Replicas may race: the second finds them there.
 */
export async function ensureRoles(client: pg.Client, logins: readonly string[]): Promise<void> {
  for (const role of [APP_ROLE, SYSTEM_ROLE]) {
    await client.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
      exception when duplicate_object or unique_violation then null;
      end $$`);
    for (const login of logins) {
      const { rows } = await client.query<{ member: boolean }>('select pg_has_role($1, $2, $3) as member', [
        login,
        role,
        'member',
      ]);
      if (!rows[0]?.member) await client.query(`grant ${role} to ${client.escapeIdentifier(login)}`);
    }
    await client.query(`grant usage on schema public to ${role}`);
  }
}
