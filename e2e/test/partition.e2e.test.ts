import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance, printedChance } from '@mesh/testing/chance';
import { type Cut, cuts } from '@mesh/testing/gate';
import { expect, test } from 'vitest';
import { type Line, openLinkedMesh } from './breaking/linked-mesh.ts';
import { troublesOf } from './breaking/troubles-of.ts';
import { FiveEffects } from './work/five-effects.ts';
import { HeardCredentials } from './work/heard-credentials.ts';
import { keepRunning } from './work/keep-running.ts';
import { openLedger } from './work/ledger.ts';
import { Pace } from './work/pace.ts';

/** A soak: MESH_CUTS=100 MESH_CUT_SECONDS=120, the longest of them. */
const CUTS = Number(process.env['MESH_CUTS'] ?? 0);
const LONGEST_MS = Number(process.env['MESH_CUT_SECONDS'] ?? 12) * 1_000;
const SHORTEST_MS = 1_000;
const AT_ONCE = 20;
const PAUSE_MS = 200;
const QUIET_MS = 5_000;
/** Time within which delayed work has ended. */
const SETTLED_MS = 4_000;
const NORMAL_MS = 15_000;
const TRIES_PER_SECOND = 10;
const CREDENTIALS = 2;
const PATIENCE = { timeout: 120_000, interval: 250 };

/** Cuts one process from one dependency, or all processes with such a link. */
function someOf(lines: readonly Line[], chance: Chance): readonly Line[] {
  const one = lines[chance(lines.length)] as Line;
  return chance(2) ? [one] : lines.filter(({ to }) => to === one.to);
}

test.skipIf(CUTS === 0)(
  `${CUTS} cuts of up to ${LONGEST_MS / 1_000} s between processes and what they need lose nothing and double nothing`,
  { timeout: 300_000 + CUTS * (LONGEST_MS + 60_000), retry: 0 },
  async () => {
    await using ledger = await openLedger(0);
    await using linked = await openLinkedMesh(new URL(ledger.url).host);
    const { mesh, lines } = linked;
    const chance = printedChance();
    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS);
    const heard = await HeardCredentials.save(mesh, ledger);
    const running = keepRunning(() => five.run(), AT_ONCE);
    await sleep(QUIET_MS);
    const usual = new Pace(() => five.ended);
    await usual.during(() => sleep(QUIET_MS * 3));

    const quiet = new Pace(() => five.ended);
    const late: string[] = [];
    const eager: string[] = [];
    const storing: Promise<void>[] = [];
    for (let cut = 1; cut <= CUTS; cut++) {
      const cutLines = someOf(lines, chance);
      const way = cuts[chance(cuts.length)] as Cut;
      const what = `cut ${cut}, ${way}: ${cutLines.map(({ process, to }) => `${process} from ${to}`).join(', ')}`;
      const ms = SHORTEST_MS + chance(LONGEST_MS - SHORTEST_MS);
      const links = cutLines.flatMap((line) => line.links);
      const tried = () => cutLines.map((line) => line.links.reduce((sum, { tries }) => sum + tries, 0));
      const before = tried();
      for (const link of links) link.cut(way);
      storing.push(heard.store(CREDENTIALS));
      await sleep(ms);
      const most = Math.max(...tried().map((tries, place) => tries - (before[place] ?? 0)));
      for (const link of links) link.heal();
      const healed = performance.now();
      await expect.poll(() => troublesOf(mesh), PATIENCE).toEqual([]);
      const normal = performance.now() - healed;
      const told = `${what}, ${ms} ms, ${most} tries, normal after ${Math.round(normal)} ms`;
      console.log(told);
      if (normal > NORMAL_MS) late.push(told);
      if (most > TRIES_PER_SECOND * Math.ceil(ms / 1_000)) eager.push(told);
      await sleep(SETTLED_MS);
      await quiet.during(() => sleep(QUIET_MS));
    }
    await Promise.all([running.end(), ...storing]);
    console.log(
      `${five.executions.size} executions, ${five.attempts} attempts; ended per second: ${usual} usually, ${quiet} between cuts`,
    );
    await five.expectWhole();
    await heard.expectWhole();
    expect([late, eager]).toEqual([[], []]);
    expect(quiet.perSecond).toBeGreaterThan(usual.perSecond * 0.9);
  },
);
