import { describe, expect, test } from 'vitest';
import { nextInstant, type Rule } from '../../src/schedule/rule.ts';
import { instantsOf, localMinutes, spans, zones } from './local-minutes.ts';

const QUARTER = 15;
const common = { overlap: 'allow', catchUpMs: 600_000, jitterMs: 0 } as const;

describe.each(zones)('in %s', (zone) => {
  test.each(spans)(
    'a fixed time of day comes when the clocks on the wall say so, over the change after $from',
    (span) => {
      const minutes = localMinutes(zone, span);
      for (let ofDay = 0; ofDay < 1_440; ofDay += QUARTER) {
        const rule: Rule = {
          kind: 'cron',
          cron: `${ofDay % 60} ${Math.floor(ofDay / 60)} * * *`,
          timezone: zone,
          ...common,
        };
        const expected = instantsOf(minutes, ofDay);
        let at = new Date((expected[0] ?? 0) - 1_000);
        const found = expected.map(() => {
          at = nextInstant(rule, new Date(0), at) ?? at;
          return at.getTime();
        });
        expect(found, rule.cron).toEqual(expected);
      }
    },
  );
});
