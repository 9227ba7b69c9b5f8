import { z } from 'zod';
import { isExpression } from '../../expression/expression-text.ts';
import { durationMs, TEN_YEARS_MS } from '../duration-ms.ts';
import { choose, isObject } from './choice.ts';
import { hasAny } from './values.ts';

const number = z.number().int().min(0);
const count = choose((value) =>
  typeof value === 'string' && isExpression(value)
    ? 'expected a number: an expression makes a duration as a whole, as ${ {seconds: .pause} } does'
    : number,
);

const inline = z
  .strictObject({
    days: count.exactOptional(),
    hours: count.exactOptional(),
    minutes: count.exactOptional(),
    seconds: count.exactOptional(),
    milliseconds: count.exactOptional(),
  })
  .refine(hasAny, 'expected at least one of days, hours, minutes, seconds, milliseconds')
  .refine(withinTenYears, 'expected at most ten years');
const literal = z
  .string()
  .refine((text) => durationMs(text) !== undefined, 'expected an ISO 8601 duration such as PT15M, or an expression')
  .refine(withinTenYears, 'expected at most ten years');

/** A duration by its parts, in ISO 8601, or as an expression that makes one. */
export const duration = choose((value) => {
  if (typeof value === 'string') return isExpression(value) ? z.string() : literal;
  return isObject(value) ? inline : 'expected a duration';
});

function withinTenYears(value: unknown): boolean {
  const ms = durationMs(value);
  return ms === undefined || ms <= TEN_YEARS_MS;
}
