import { openDatabase } from '@mesh/database/open';
import { silent } from '@mesh/runtime/log';
import { consume } from '../../src/consume.ts';
import { on } from '../../src/on.ts';
import { counted, openBus, type Schema } from '../fixture.ts';

/** Takes an event, says so, and never ends: to be killed in the middle of its transaction. */
const [databaseUrl = '', natsUrl = ''] = process.argv.slice(2);
const db = openDatabase<Schema>({ url: databaseUrl, log: silent });
const bus = await openBus('vectors', natsUrl);
const hang = on<Schema, typeof counted.data>(counted, async (trx, { id, workspaceId, data }) => {
  await trx.insertInto('effect').values({ workspaceId, eventId: id, number: data.number }).execute();
  console.log('taken');
  await new Promise(() => {});
});
consume({ db, bus, service: 'vectors', name: 'heard', handlers: [hang], log: silent });
