import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance, printedChance } from '@mesh/testing/chance';
import type { Weather } from '@mesh/testing/link';
import { expect, test } from 'vitest';
import { inWeather, late } from './breaking/in-weather.ts';
import { openLinkedMesh } from './breaking/linked-mesh.ts';
import { FiveEffects } from './work/five-effects.ts';
import { HeardCredentials } from './work/heard-credentials.ts';
import { keepRunning } from './work/keep-running.ts';
import { openLedger } from './work/ledger.ts';
import { Pace } from './work/pace.ts';

/** A soak: MESH_LOSSY_SECONDS=300, for each network condition. */
const WEATHER_MS = Number(process.env['MESH_LOSSY_SECONDS'] ?? 0) * 1_000;
const AT_ONCE = 10;
const PAUSE_MS = 200;
const CREDENTIALS = 5;
const QUIET_MS = 15_000;
/** TCP's first delay before it retransmits. */
const SENT_AGAIN_MS = 200;
const BYTES_PER_MS = 32; // 256 kbit/s
const MOST_ATTEMPTS = 1.2;

/** 1 % is lost, everything is slow, or everything is delayed by 50 to 500 ms. */
const weathers = (chance: Chance): Record<string, Weather> => ({
  'loses packets': () => (chance(100) === 0 ? SENT_AGAIN_MS : 0),
  'is slow': (bytes) => bytes / BYTES_PER_MS,
  'is late': late(chance),
});

test.skipIf(WEATHER_MS === 0)(
  `a net that loses packets, is slow or late for ${WEATHER_MS / 1_000} s each loses and doubles nothing, and makes nobody ask more`,
  { timeout: 600_000 + 6 * WEATHER_MS, retry: 0 },
  async () => {
    await using ledger = await openLedger(0);
    await using linked = await openLinkedMesh(new URL(ledger.url).host);
    const five = await FiveEffects.save(linked.mesh, ledger, PAUSE_MS);
    const heard = await HeardCredentials.save(linked.mesh, ledger);
    const links = linked.lines.flatMap((line) => line.links);
    const running = keepRunning(() => five.run(), AT_ONCE);
    const paceFor = async (ms: number) => {
      const pace = new Pace(() => five.ended);
      await pace.during(() => sleep(ms));
      return pace;
    };
    await sleep(QUIET_MS / 3);
    const usual = await paceFor(QUIET_MS);
    for (const [what, weather] of Object.entries(weathers(printedChance()))) {
      const pace = await inWeather(links, weather, async () => {
        const storing = heard.store(CREDENTIALS);
        const pace = await paceFor(WEATHER_MS);
        await storing;
        return pace;
      });
      await sleep(QUIET_MS / 3);
      const after = await paceFor(QUIET_MS);
      console.log(`the net ${what}: ${pace} executions a second, ${usual} before and ${after} after it`);
      expect(pace.perSecond, 'work goes on').toBeGreaterThan(0);
      expect(after.perSecond).toBeGreaterThan(usual.perSecond * 0.9);
    }
    await running.end();
    console.log(`${five.executions.size} executions, ${five.attempts} attempts`);
    await five.expectWhole();
    await heard.expectWhole();
    expect(five.attempts).toBeLessThanOrEqual(five.executions.size * 5 * MOST_ATTEMPTS);
  },
);
