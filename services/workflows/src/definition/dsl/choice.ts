import { z } from 'zod';
import { issuesOf } from './issues.ts';

/**
 * One of several shapes. `pick` tells which one the value is meant to be, or what is wrong with it, so that faults are
 * told about that shape alone.
 */
export function choose<S extends z.ZodType>(pick: (value: unknown) => S | string): z.ZodType<z.output<S>> {
  return z.unknown().check((context) => {
    const { value, issues } = context;
    const shape = pick(value);
    if (typeof shape === 'string') {
      issues.push({ code: 'custom', message: value === undefined ? 'is missing' : shape, input: value });
      return;
    }
    issues.push(...issuesOf(shape, value).map((issue) => ({ ...issue, input: undefined }) as z.core.$ZodRawIssue));
  }) as unknown as z.ZodType<z.output<S>>;
}

/** An object with exactly one of these keys, which tells its shape. */
export function chooseByKey<const Shapes extends Readonly<Record<string, z.ZodType>>>(
  shapes: Shapes,
): z.ZodType<z.output<Shapes[keyof Shapes]>> {
  const known = Object.keys(shapes);
  return choose<Shapes[keyof Shapes]>((value) => {
    if (!isObject(value)) return 'expected an object';
    const found = known.filter((key) => Object.hasOwn(value, key));
    if (found.length > 1) return `expected only one of ${found.join(', ')}`;
    return shapes[found[0] ?? ''] === undefined
      ? `expected one of ${known.join(', ')}`
      : (shapes[found[0] as keyof Shapes] as Shapes[keyof Shapes]);
  });
}

/** A text, or an object. */
export function textOr<T extends z.ZodType, O extends z.ZodType>(text: T, object: O): z.ZodType<z.output<T | O>> {
  return choose<T | O>((value) => {
    if (typeof value === 'string') return text;
    return isObject(value) ? object : 'expected a string or an object';
  });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
