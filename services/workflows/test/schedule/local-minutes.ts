const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

export const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const;
/** Spans of 36 days that hold a change of the clock in each of the zones: one forward, one back. */
export const spans = [
  { from: '2026-03-05T00:00:00Z', days: 36 },
  { from: '2026-10-01T00:00:00Z', days: 36 },
] as const;

type Minute = { readonly at: number; readonly date: string; readonly ofDay: number };

/** Every minute of a span as the zone's clocks on the wall show it. */
export function localMinutes(zone: string, { from, days }: (typeof spans)[number]): Minute[] {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const begin = Date.parse(from);
  return Array.from({ length: days * DAY_MINUTES }, (_, place) => {
    const at = begin + place * MINUTE_MS;
    const [date = '', time = ''] = wall.format(at).split(' ');
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return { at, date, ofDay: hour * 60 + minute };
  });
}

/**
 * When a fixed time of day comes, by the documented rule and with nothing but the clocks on the wall: the first minute of a
 * day that shows it; where the clock leaps over it, the first after the leap. Days that the span cuts are left out.
 */
export function instantsOf(minutes: readonly Minute[], ofDay: number): number[] {
  const byDay = [...Map.groupBy(minutes, ({ date }) => date).values()].slice(1, -1);
  return byDay.flatMap((day) => {
    const shown = day.find((minute) => minute.ofDay === ofDay) ?? day.find((minute) => minute.ofDay > ofDay);
    return shown ? [shown.at] : [];
  });
}
