import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import { printedChance } from '@mesh/testing/chance';
import { fakeClock, libfaketime } from '@mesh/testing/faketime';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { WorkerProcesses } from '../worker-processes.ts';

/** A soak: MESH_TIMERS=10000 MESH_TIMER_SECONDS=600. */
const TIMERS = Number(process.env['MESH_TIMERS'] ?? 300);
const LONGEST_S = Number(process.env['MESH_TIMER_SECONDS'] ?? 15);
const JUMPS = 10;
const HOUR_S = 3_600;
const MINUTE_MS = 60_000;
const PATIENCE = { timeout: 60_000 };
const KINDS = 10;
const MAY_BE_EARLY_MS = 50;

const library = await libfaketime();

test.skipIf(!library)(
  `${TIMERS} timers fire once and never early by the database's clock, while those of the processes jump by an hour`,
  async () => {
    if (!library) return;
    using folder = temporaryFolder('clocks');
    const chance = printedChance();
    const clocks = ['one', 'other'].map((name) => fakeClock(library, join(folder.path, name)));
    await using room = await Room.open();
    const firedAt = new Map<string, number[]>();
    let jumped = 0;
    await using processes = await WorkerProcesses.open(
      room.url,
      clocks.map(({ env }) => env),
      async ({ given, at }) => {
        const { body: id } = given as { body: string };
        if (Math.abs(at - Date.now()) > MINUTE_MS) jumped += 1;
        firedAt.set(id, [...(firedAt.get(id) ?? []), Date.now()]);
        return null;
      },
    );
    const [{ ahead } = { ahead: 0 }] = await room.sql(sql<{ ahead: number }>`
      select extract(epoch from clock_timestamp())::float8 * 1000 - ${Date.now()}::float8 as ahead`);

    const ask = "  - fired: {call: http, with: {method: post, endpoint: https://a.example, body: '${ $workflow.id }'}}";
    const waits = Array.from({ length: KINDS }, (_, kind) => Math.round(((kind + 1) * LONGEST_S * 1_000) / KINDS));
    const resting = await Promise.all(
      waits.map((ms) =>
        room.save(tasks(`  - rest: {wait: {milliseconds: ${ms}}}\n${ask}`).replace('name: test,', `name: rest-${ms},`)),
      ),
    );
    const later = await room.save(tasks(ask).replace('name: test,', 'name: later,'));
    for (const place of clocks.keys()) processes.begin(place, { ...later, id: newId('exe') });
    await expect.poll(() => firedAt.size, PATIENCE).toBe(clocks.length); // they have come up
    const due = new Map<string, { ms: number; startAt?: number }>();
    for (let n = 0; n < TIMERS; n++) {
      const id = newId('exe');
      const ms = waits[n % KINDS] ?? 0;
      const about = n % 5 === 0 ? later : resting[n % KINDS];
      const startAt = n % 5 === 0 ? Date.now() + ahead + ms : undefined;
      due.set(id, { ms, ...(startAt && { startAt }) });
      if (about) processes.begin(n % 2, { ...about, id }, startAt ? new Date(startAt) : undefined);
    }
    for (let jump = 0; jump < JUMPS; jump++) {
      await sleep((LONGEST_S * 1_000) / JUMPS);
      for (const clock of clocks) clock.set((chance(3) - 1) * HOUR_S);
    }

    const late: number[] = [];
    for (const [id, { ms, startAt }] of due) {
      const { status, startedAt } = await room.ended(id);
      expect(status).toBe('completed');
      expect(firedAt.get(id)?.length, `${id} fires once`).toBe(1);
      late.push((firedAt.get(id)?.[0] ?? 0) + ahead - (startAt ?? startedAt.getTime() + ms));
    }
    late.sort((one, other) => one - other);
    console.log(
      `late by ${late.map(Math.round).at(TIMERS / 2)} ms (p50), ${late.map(Math.round).at(-TIMERS / 100)} ms (p99)`,
    );
    expect(jumped, 'the clocks of the processes did jump').toBeGreaterThan(0);
    expect(late[0]).toBeGreaterThanOrEqual(-MAY_BE_EARLY_MS);
  },
  180_000 + LONGEST_S * 2_000,
);
