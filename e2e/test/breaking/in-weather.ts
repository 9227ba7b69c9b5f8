import type { Chance } from '@mesh/testing/chance';
import type { Link, Weather } from '@mesh/testing/link';

/** Delays everything by 50 to 500 ms. */
export function late(chance: Chance): Weather {
  return () => 50 + chance(450);
}

/** Runs `work` under this network condition, and returns its result. */
export async function inWeather<T>(links: readonly Link[], weather: Weather, work: () => Promise<T>): Promise<T> {
  for (const link of links) link.setWeather(weather);
  const done = await work();
  for (const link of links) link.setWeather(() => 0);
  return done;
}
