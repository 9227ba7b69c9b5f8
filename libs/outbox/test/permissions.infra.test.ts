import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsConfig } from '@mesh/bus/nats-config';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import { pointsDeleted } from '@mesh/contracts/vectors-events';
import { silent } from '@mesh/runtime/log';
import { freshNats, natsVersion } from '@mesh/testing/nats';
import { describe, expect, test } from 'vitest';
import { consume } from '../src/consume.ts';
import { on } from '../src/on.ts';
import { record } from '../src/record.ts';
import { startOutbox } from '../src/relay.ts';
import { brokers } from './brokers.ts';
import { openBus, openStore, type Schema, workspaceId } from './fixture.ts';

const passwords = Object.fromEntries(services.map((service) => [service, `of-${service}`])) as Record<Service, string>;
const PATIENCE = { timeout: 60_000, interval: 50 };

describe.each(brokers)('on $name', ({ binary }) => {
  test('what each user may do is enough to tell events, hear them and bury them', async () => {
    await using opened = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'outbox-users-'));
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const configFile = join(folder, 'nats.conf');
    const serverVersion = await natsVersion(binary);
    const storeDir = join(folder, 'store');
    writeFileSync(configFile, natsConfig({ serverVersion, listen: '127.0.0.1:-1', storeDir, passwords }));
    const broker = opened.use(await freshNats({ binary, configFile }));
    const as = (user: Service) => broker.url.replace('//', `//${user}:${passwords[user]}@`);

    const producer = opened.use(await openStore());
    const consumer = opened.use(await openStore());
    const telling = opened.use(await openBus('vectors', as('vectors')));
    const hearing = opened.use(await openBus('workflows', as('workflows')));
    opened.use(startOutbox({ db: producer.db, bus: telling, service: 'vectors', log: silent }));
    opened.use(startOutbox({ db: consumer.db, bus: hearing, service: 'workflows', log: silent }));
    const heard: number[] = [];
    opened.use(
      consume({
        db: consumer.db,
        bus: hearing,
        service: 'workflows',
        name: 'heard',
        handlers: [
          on<Schema, typeof pointsDeleted.data>(pointsDeleted, async (_trx, { data }) => void heard.push(data.deleted)),
        ],
        log: silent,
      }),
    );
    const data = { collectionId: newId('col'), name: 'docs' };
    await producer.db.inWorkspace(workspaceId, async (trx) => {
      await record(trx, pointsDeleted, { workspaceId, data: { ...data, deleted: 7 } });
    });
    await expect.poll(() => heard, PATIENCE).toEqual([7]);

    const misfit = { ...pointsDeleted, data: pointsDeleted.data.partial() };
    await producer.db.inWorkspace(workspaceId, (trx) => record(trx, misfit, { workspaceId, data: {} }));
    const told = () =>
      consumer.db.asSystem((trx) =>
        trx.selectFrom('outbox').select('publishedAt').where('subject', 'like', 'dead.%').execute(),
      );
    await expect.poll(told, PATIENCE).toEqual([{ publishedAt: expect.any(Date) }]);
  });
});
