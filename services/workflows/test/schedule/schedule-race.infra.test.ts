import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { fireDue } from '../../src/schedule/fire-due.ts';
import { Room } from '../room.ts';
import { instantsOf, localMinutes, spans, zones } from './local-minutes.ts';

const SCHEDULES = 25;
const RACERS = 3;
const DAY_MS = 86_400_000;
const places = Array.from({ length: SCHEDULES }, (_, n) => n);

test.each(spans)(
  `three that race and die fire each instant of ${SCHEDULES} schedules once, over the changes of the clock after $from`,
  async (span) => {
    await using room = await Room.open();
    const superuser = new pg.Client({ connectionString: room.url });
    await superuser.connect();
    await using _closing = { [Symbol.asyncDispose]: () => superuser.end() };
    const chance = printedChance();
    const minutes = new Map(zones.map((zone) => [zone, localMinutes(zone, span)]));
    const expected = new Map<string, string[]>();
    for (const n of places) {
      const [zone, hour] = [zones[n % 3] ?? zones[0], n % 5];
      const instants = instantsOf(minutes.get(zone) ?? [], hour * 60 + n);
      const { workflowId } = await room.save(`
document: {dsl: 1.0.0, namespace: test, name: n-${n}, version: 1.0.0, metadata: {timezone: ${zone}, schedule: {catchUp: P400D}}}
schedule: {cron: '${n} ${hour} * * *'}
do: [{mark: {set: {done: true}}}]`);
      const first = new Date(instants[0] ?? 0);
      await room.sql(sql`update schedule set created_at = ${first}::timestamptz, next_at = ${first}::timestamptz,
        due_at = ${first}::timestamptz where workflow_id = ${workflowId}`);
      expected.set(
        workflowId,
        instants.map((at) => new Date(at).toISOString()),
      );
    }

    let deaths = 0;
    const race = async (now: Date): Promise<void> => {
      for (let more = true; more; )
        more = await fireDue(room.db, now).catch(() => {
          deaths += 1;
          return true;
        });
    };
    const last = Math.max(...[...expected.values()].map((instants) => Date.parse(instants.at(-1) ?? '')));
    for (let now = Date.parse(span.from); now < last + DAY_MS; now += DAY_MS) {
      const racing = Array.from({ length: RACERS }, () => race(new Date(Math.min(now, last))));
      await sleep(chance(8));
      if (chance(2) === 0) await killOne(superuser);
      await Promise.all(racing);
    }

    const ticks = await room.sql(sql<{ workflow: string; at: Date; executions: number }>`
      select s.workflow_id as workflow, t.scheduled_at as at, count(e.id)::integer as executions
      from schedule_tick t join schedule s on s.id = t.schedule_id left join execution e on e.id = t.execution_id
      where t.outcome = 'fired' group by 1, 2 order by 2`);
    expect(ticks.filter(({ executions }) => executions !== 1)).toEqual([]);
    const fired = Map.groupBy(ticks, ({ workflow }) => workflow);
    for (const [workflow, instants] of expected)
      expect(
        fired
          .get(workflow)
          ?.filter(({ at }) => at.getTime() <= last)
          .map(({ at }) => at.toISOString()),
      ).toEqual(instants);
    const [executions] = await room.sql(sql<{ count: number }>`select count(*)::integer as count from execution`);
    expect(executions?.count).toBe(ticks.length);
    expect(deaths).toBeGreaterThan(0);
    console.log(`${ticks.length} instants, ${deaths} deaths`);
  },
  300_000,
);

/** Ends the connection of one that is at work, and with it what it has begun. */
async function killOne(superuser: pg.Client): Promise<void> {
  await superuser.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and backend_type = 'client backend'
    limit 1`);
}
