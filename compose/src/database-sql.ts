import { services } from '@mesh/contracts/operation';
import type { Secrets } from './secrets.ts';

/**
 * The SQL that PostgreSQL runs on its first start: for each service a database, a role that owns it, and a role that logs in and
 * owns nothing. Passwords are hexadecimal, so they need no quoting.
 */
export function databaseSql({ databasePasswords }: Secrets): string {
  return `create role mesh_app nologin;
create role mesh_system nologin;
${services
  .map((service) => {
    const { login, owner } = databasePasswords[service];
    return `
create role ${service} login password '${login}';
create role ${service}_owner login password '${owner}';
grant mesh_app, mesh_system to ${service}, ${service}_owner;
create database ${service} owner ${service}_owner;
revoke connect on database ${service} from public;
grant connect on database ${service} to ${service};
`;
  })
  .join('')}
\\connect vectors
create extension vector;
`;
}
