import { Cron } from 'croner';

/** A cron expression of five fields. `5/15` is each fifteenth from the fifth on, as other schedulers have it. Throws for what is none. */
export function cronOf(expression: string, timezone?: string): Cron {
  return new Cron(expression, {
    mode: '5-part',
    paused: true,
    sloppyRanges: true,
    ...(timezone !== undefined && { timezone }),
  });
}
