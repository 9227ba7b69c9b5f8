import { createInterface } from 'node:readline';
import { openCache } from '@mesh/cache/open';
import { openDatabase } from '@mesh/database/open';
import type { Json } from '@mesh/jq/json';
import { openLog } from '@mesh/runtime/log';
import type { Schema } from '../../src/db/schema.ts';
import type { About } from '../../src/execution/about.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { noPayloads } from '../payload/payloads.ts';
import { eventually } from '../room.ts';

/** Works on executions as a process of its own: begins each that a line names, and asks `askUrl` for answers. Of some it dies. */
const [databaseUrl = '', askUrl = '', place = ''] = process.argv.slice(2);
const log = openLog(place, 'error');
const db = openDatabase<Schema>({ url: databaseUrl, log });
const planOf = planCache(db);
const worker = startWorker({
  db,
  cache: openCache({ log }),
  payloads: noPayloads,
  planOf,
  perform: async (_, { key, pointer, arguments: given }, signal) => {
    const body = JSON.stringify({ by: place, key, pointer, given, at: Date.now() });
    const response = await fetch(askUrl, { method: 'POST', body, signal });
    const answer = (await response.json()) as Json;
    if (answer === 'die') process.kill(process.pid, 'SIGKILL');
    return answer;
  },
  onTold: () => {},
  place,
  log,
});
const { launch } = launcher({ db, worker });
for await (const line of createInterface({ input: process.stdin })) {
  const { about, startAt } = JSON.parse(line) as { about: About; startAt?: string };
  const plan = await planOf(about.workspaceId, about.workflowId);
  await eventually(() => launch({ about, plan, input: {}, startAt: startAt ? new Date(startAt) : undefined }));
}
