import { Cron } from 'croner';

/**
 * Parses a cron expression of five fields. `5/15` means every fifteenth from the fifth on, as in other schedulers. Throws for
 * an invalid one.
 */
export function cronOf(expression: string, timezone?: string): Cron {
  return new Cron(expression, {
    mode: '5-part',
    paused: true,
    sloppyRanges: true,
    ...(timezone !== undefined && { timezone }),
  });
}
