import { isDeepStrictEqual } from 'node:util';
import { compile } from '@mesh/jq/compile';
import type { Json } from '@mesh/jq/json';
import type { EventFilter } from '../../definition/document.ts';
import { linearRegExp } from '../../definition/schema/linear-reg-exp.ts';
import type { Bindings, Evaluate } from '../../expression/evaluate.ts';
import { expression, LOOSE, standardNames } from '../../expression/expression.ts';
import { expressionsIn, unwrapped, wholeExpression } from '../../expression/expression-text.ts';
import { template } from '../../expression/template.ts';
import type { EventFilterPlan } from '../consumption-plan.ts';

type Wanted = (value: Json, bindings: Bindings) => boolean;

/** Signs of a regular expression. Dots alone do not count, since types are full of them. */
const patternSigns = /[\\^$*+?()[\]{}|]/;

/** Has an anchor of its own. */
const anchored = /^\^|(?<!\\)\$$/;

/** Uses only a variable, as `$context.order.id` does, so the input need not be kept for it. */
const ofVariable = /^\s*\$\w+(?:\.\w+)*\s*$/;

/** Compiles a filter: required attributes of an event, and its correlations with the execution. */
export function compileFilter(
  { with: attributes, correlate = {} }: EventFilter,
  names: readonly string[],
): EventFilterPlan {
  const { type } = attributes;
  return {
    type: typeof type === 'string' && isLiteral(type) ? type : undefined,
    namesType: type !== undefined,
    attributes: Object.entries(attributes).map(([name, value]) => ({
      name,
      fits: name === 'data' ? wanted(value as Json, names) : wantedAttribute(value as Json, names),
    })),
    correlations: Object.entries(correlate).map(([name, { from, expect }]) => ({
      name,
      from: expression(from, names),
      expect: expect === undefined ? undefined : expectation(expect, names),
      isPlain: variablesOf(unwrapped(from), names).length === 0,
    })),
    variables: [...new Set([...used(attributes as Json, names), ...expectedBy(correlate, names)])],
  };
}

function isLiteral(text: string): boolean {
  return expressionsIn(text).length === 0 && !patternSigns.test(text);
}

/** Depending on how an event arrived, a number or boolean attribute is a value or text: both are accepted. */
function wantedAttribute(spelled: Json, names: readonly string[]): Wanted {
  if (typeof spelled === 'string' && expressionsIn(spelled).length > 0) return wantedText(spelled, names);
  const fits = wanted(asText(spelled), names);
  return (value, bindings) => fits(asText(value), bindings);
}

function asText(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** Of an object every named member must match, of an array every item. */
function wanted(spelled: Json, names: readonly string[]): Wanted {
  if (typeof spelled === 'string') return wantedText(spelled, names);
  if (typeof spelled !== 'object' || spelled === null) return (value) => value === spelled;
  const members = Object.entries(spelled).map(([name, part]) => ({ name, fits: wanted(part, names) }));
  return (value, bindings) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(spelled)) return false;
    if (Array.isArray(value) && value.length !== members.length) return false;
    const whole = value as Readonly<Record<string, Json>>;
    return members.every(({ name, fits }) => Object.hasOwn(whole, name) && fits(whole[name] ?? null, bindings));
  };
}

/**
 * An expression gets the value and returns whether it matches, or what it must be. Other text is the value itself or a pattern
 * for it.
 */
function wantedText(text: string, names: readonly string[]): Wanted {
  if (expressionsIn(text).length > 0) {
    const evaluate = template(text, names);
    return (value, bindings) => {
      const told = evaluate(value, bindings);
      return typeof told === 'boolean' ? told : isDeepStrictEqual(told, value);
    };
  }
  const pattern = patternSigns.test(text) ? patternOf(text) : undefined;
  return (value) => value === text || (typeof value === 'string' && pattern?.test(value) === true);
}

/** Matches the whole value unless the pattern has an anchor of its own. An invalid regular expression is plain text. */
function patternOf(text: string): { test(text: string): boolean } | undefined {
  try {
    return linearRegExp(anchored.test(text) ? text : `^(?:${text})$`);
  } catch {
    return undefined;
  }
}

/** `expect` is evaluated on the input of the listening task, like all its expressions. */
function expectation(text: string, names: readonly string[]): Evaluate {
  const evaluate = template(
    text,
    names.filter((name) => name !== LOOSE),
  );
  return (_event, bindings) => evaluate(bindings('input'), bindings);
}

function expectedBy(correlate: NonNullable<EventFilter['correlate']>, names: readonly string[]): string[] {
  return Object.values(correlate).flatMap(({ from, expect = '' }) => [
    ...variablesOf(unwrapped(from), names),
    ...used(expect, names),
    ...(expressionsIn(expect).every((source) => ofVariable.test(source)) ? [] : ['input']),
  ]);
}

/** The variables that the expressions of a value use. */
function used(value: Json, names: readonly string[]): string[] {
  if (typeof value === 'string') {
    const whole = wholeExpression(value);
    return (whole === undefined ? expressionsIn(value) : [whole]).flatMap((source) => variablesOf(source, names));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part) => used(part, names));
}

function variablesOf(source: string, names: readonly string[]): readonly string[] {
  return compile(source, { variables: [...standardNames, ...names] }).variables;
}
