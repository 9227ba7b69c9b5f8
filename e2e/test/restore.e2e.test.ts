import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@mesh/testing/embedded/free-port';
import { freshPostgres } from '@mesh/testing/fresh-postgres';
import { installedPostgres } from '@mesh/testing/installed-postgres';
import { startMeshIn } from '@mesh/testing/local-mesh';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import type { JournalItem } from '../src/follow.ts';
import { findMesh } from '../src/mesh.ts';
import { Backup } from './breaking/backup.ts';
import { troublesOf } from './breaking/troubles-of.ts';
import { fill } from './work/filling.ts';
import { FiveEffects } from './work/five-effects.ts';
import { HeardCredentials } from './work/heard-credentials.ts';
import { LargeWait } from './work/large-wait.ts';
import { type Ledger, openLedger } from './work/ledger.ts';
import { feedAfter, feedPlace, journalFirst, journalPlace } from './work/streams-after.ts';

/** A soak, with PostgreSQL from Debian's packages: MESH_RESTORE_MEBIBYTES=1024 in the databases. */
const MEBIBYTES = Number(process.env['MESH_RESTORE_MEBIBYTES'] ?? 0);
const SERVING_MS = 300_000;
const EXECUTIONS = 60;
/** Between effects, so that executions outlast the backup. */
const PAUSE_MS = 4_000;
/** From one start to the next. */
const APART_MS = 150;
const CREDENTIALS = 10;
/** After the backup; what happens then is lost. */
const LOST_MS = 4_000;
const PATIENCE = { timeout: 120_000, interval: 250 };
const home = installedPostgres();

/** The effects recorded in a journal, by their names in the ledger. */
function recordedIn(id: string, items: readonly JournalItem[]): string[] {
  const done = items.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/note'));
  return done.map((_, place) => `${id} ${place + 1}`);
}

const attemptsOf = ({ effects }: Ledger, names: readonly string[]) =>
  names.map((name) => [name, effects.get(name)?.attempts]);

test.skipIf(MEBIBYTES === 0 || !home)(
  `${MEBIBYTES} MiB of databases, backed up under load one after the other and restored beside an empty broker, go on as they were`,
  { timeout: 1_800_000 + MEBIBYTES * 1_000, retry: 0 },
  async () => {
    await using opened = new AsyncDisposableStack();
    const ledger = opened.use(await openLedger(0));
    const { path } = opened.use(temporaryFolder('restore'));
    const meshFolder = join(path, 'mesh');
    const backup = new Backup(home ?? '', join(path, 'backup'));
    const port = String(await freePort());
    const startOn = (url: string) =>
      startMeshIn(meshFolder, { PORT: port, DATABASE_URL: url, EGRESS_ALLOW: new URL(ledger.url).host });
    const postgres = await freshPostgres({ home });
    let start = await startOn(postgres.url);
    opened.defer(() => start[Symbol.asyncDispose]());
    const mesh = await findMesh({ MESH_DIR: meshFolder });
    const size = () => backup.size(postgres.url);
    await fill(mesh, async () => (await size()) < MEBIBYTES);
    const mebibytes = Math.round(await size());

    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS);
    const heard = await HeardCredentials.save(mesh, ledger);
    await heard.store(CREDENTIALS);
    await heard.expectWhole();
    const early = [...heard.ids];
    const large = await LargeWait.start(mesh);
    for (let begun = 0; begun < EXECUTIONS; begun++) {
      await five.start();
      await sleep(APART_MS);
    }
    const ids = [...five.executions.keys()];
    const [last = ''] = ids.slice(-1);
    const inJournal = await journalPlace(mesh, last, 2);
    const journals = new Map<string, JournalItem[]>();
    for (const id of ids) journals.set(id, await five.journalOf(id));
    const recorded = [...journals].flatMap(([id, items]) => recordedIn(id, items));

    const backingUp = performance.now();
    await Promise.all([backup.take({ meshFolder, url: postgres.url }), heard.store(CREDENTIALS)]);
    const taken = Math.round(performance.now() - backingUp);
    await sleep(LOST_MS);
    const inFeed = await feedPlace(mesh);
    await start[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    rmSync(join(meshFolder, 'nats'), { recursive: true });
    const attempts = attemptsOf(ledger, recorded);

    const began = performance.now();
    const since = () => `${Math.round(performance.now() - began)} ms`;
    const anew = opened.use(await freshPostgres({ home, password: new URL(postgres.url).password }));
    await backup.restore({ meshFolder, url: anew.url });
    const restored = since();
    start = await startOn(anew.url);
    await heard.store(1);
    expect(performance.now() - began).toBeLessThan(SERVING_MS);
    const serving = since();
    await Promise.all(ids.map((id) => five.end(id)));
    console.log(
      `${mebibytes} MiB: backed up in ${taken} ms, restored after ${restored}, serving after ${serving}, all had ended after ${since()}; ` +
        `${recorded.length} of ${ids.length * 5} effects were recorded before, and ${five.attempts} asked for`,
    );

    await expect.poll(async () => troublesOf(await findMesh({ MESH_DIR: meshFolder })), PATIENCE).toEqual([]);
    expect(recorded.length).toBeGreaterThan(EXECUTIONS / 2);
    expect(attemptsOf(ledger, recorded), 'what was recorded before does not happen again').toEqual(attempts);
    for (const [id, items] of journals)
      expect((await five.journalOf(id)).slice(0, items.length), `${id} goes on from its history`).toEqual(items);
    await five.expectWhole();
    await expect.poll(() => large.isWhole(), PATIENCE).toBe(true);

    const feed = await feedAfter(mesh, inFeed, ids);
    expect([feed.first, await journalFirst(mesh, last, inJournal)]).toEqual(['stream.reset', 'stream.reset']);
    expect(feed.names.length - new Set(feed.names).size, 'events come once').toBe(0);
    const there = await heard.existing();
    expect(there).toEqual(expect.arrayContaining(early));
    await expect.poll(async () => (await heard.started()).sort(), PATIENCE).toEqual([...there].sort());
  },
);
