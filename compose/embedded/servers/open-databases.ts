import { join } from 'node:path';
import { services } from '@mesh/contracts/operation';
import { type EmbeddedPglite, startPglite } from '@mesh/testing/embedded/pglite';
import { type EmbeddedPostgres, startPostgres } from '@mesh/testing/embedded/postgres';
import { hasVector } from '@mesh/testing/vector-database';
import { step } from '../progress.ts';
import { logOf, own, portOf, type Scene } from '../scene.ts';
import { type Databases, databaseName, ensureDatabases, ensureVector } from './databases.ts';
import { assertPostgres } from './reachable.ts';

/** The databases of all services: those in the environment, otherwise on the embedded PostgreSQL. */
export async function openDatabases(scene: Scene): Promise<Databases> {
  const { env, secrets, folders } = scene;
  const given = Object.fromEntries(
    services.flatMap((service) => {
      const url = env[`${service.toUpperCase()}_DATABASE_URL`];
      return url ? [[service, { url }]] : [];
    }),
  ) as Partial<Databases>;
  for (const [service, { url }] of Object.entries(given)) {
    await assertPostgres(`${service.toUpperCase()}_DATABASE_URL`, url);
  }
  const wanted = services.filter((service) => !given[service]);
  if (wanted.length === 0) return given as Databases;
  const url = await openPostgres(scene);
  const made = await ensureDatabases(url, wanted, secrets);
  if (given.vectors) return { ...made, ...given };
  if (await hasVector(url)) {
    await ensureVector(url, databaseName('vectors'));
    return { ...made, ...given };
  }
  const pglite = await step(
    'pgvector',
    async () => {
      const folder = join(folders.mesh, 'pglite');
      const logFile = logOf(scene, 'pglite');
      return own<EmbeddedPglite>(scene, 'pglite', 'pglite-process', (before) =>
        startPglite({ folder, logFile, port: portOf(before?.url) }),
      );
    },
    () => 'PGlite, for the database of vectors',
  );
  return { ...made, ...given, vectors: { url: pglite.url, singleSession: true } };
}

function openPostgres(scene: Scene): Promise<string> {
  const { env, folders, secrets } = scene;
  return step(
    'PostgreSQL',
    async () => {
      if (env['DATABASE_URL']) {
        await assertPostgres('DATABASE_URL', env['DATABASE_URL']);
        return env['DATABASE_URL'];
      }
      const options = {
        folder: folders.postgres,
        logFile: logOf(scene, 'postgres'),
        password: secrets.postgresPassword,
      };
      const { url } = await own<EmbeddedPostgres>(scene, 'postgres', 'postgres', (before) =>
        startPostgres({ ...options, port: portOf(before?.url) }),
      );
      return url;
    },
    (url) => (env['DATABASE_URL'] ? 'as DATABASE_URL names it' : `embedded, port ${new URL(url).port}`),
  );
}
