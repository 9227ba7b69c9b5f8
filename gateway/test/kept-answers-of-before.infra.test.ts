import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { newId } from '@mesh/contracts/id';
import { migrate } from '@mesh/database/migrate';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { keptAnswers } from '../src/http/idempotency/kept-answers.ts';
import { sealingUnder } from '../src/sealing.ts';

/** The steps before this one, in `path`. */
function stepsBefore(step: string, path: string): URL {
  const folder = fileURLToPath(migrations);
  for (const name of readdirSync(folder).filter((one) => one < step)) cpSync(join(folder, name), join(path, name));
  return pathToFileURL(`${path}/`);
}

test('who asks again after an upgrade from answers of workspaces makes what the first made', async () => {
  using folder = temporaryFolder('steps');
  const before = [outboxMigrations, stepsBefore('0090-kept-answers-of-askers.sql', folder.path)];
  await using fresh = await freshDatabase({ folders: before });
  const [workspaceId, askerId, revokedId, made] = [newId('ws'), newId('key'), newId('key'), newId('exe')];
  const fingerprint = Buffer.from('the request');
  await using db = openDatabase<Schema>({ url: fresh.url, log: silent });
  await db.inWorkspace(workspaceId, async (trx) => {
    await sql`insert into workspace (id, name) values (${workspaceId}, 'w')`.execute(trx);
    await sql`
      insert into api_key (id, workspace_id, name, hash, scopes, revoked_at)
      values (${askerId}, ${workspaceId}, 'k', '', '{}', null), (${revokedId}, ${workspaceId}, 'k', '', '{}', now())`.execute(
      trx,
    );
    await sql`
      insert into kept_answer (workspace_id, key, fingerprint, new_id, held_until, status, headers, body)
      values (${workspaceId}, 'one', ${fingerprint}, ${made}, now(), 202, '{}', 'sealed'),
        (${workspaceId}, 'none', ${fingerprint}, null, now(), 202, '{}', 'sealed')`.execute(trx);
  });
  await migrate({ url: fresh.url, folders: [outboxMigrations, migrations], log: silent });

  const answers = keptAnswers(db, sealingUnder('p'.repeat(32)));
  const asked = { workspaceId, askerId, key: 'one', fingerprint, newId: newId('exe') };
  await expect(answers.hold({ ...asked, fingerprint: Buffer.from('another') })).rejects.toMatchObject({
    code: 'idempotency-mismatch',
  });
  expect(await answers.hold(asked)).toEqual({ newId: made });
  expect(await answers.hold({ ...asked, key: 'none' })).toEqual({ newId: asked.newId });
  expect(await answers.hold({ ...asked, askerId: revokedId })).toEqual({ newId: asked.newId });
});
