import type { Json } from '@mesh/jq/json';
import { resultTooLarge } from '../payload/result-too-large.ts';
import { leastBytes, MOST_BYTES } from '../payload/size.ts';
import { catchFault } from '../workflow-fault.ts';
import { checkExpression } from './check-expression.ts';
import type { Bindings, Evaluate } from './evaluate.ts';
import { expression, LOOSE } from './expression.ts';
import { endOf, wholeExpression } from './expression-text.ts';
import { textOf } from './text-of.ts';

/** Compiles a value whose texts may be expressions: `${ … }` alone yields any value, within other text it yields text. */
export function template(value: Json, names: readonly string[] = []): Evaluate {
  const dynamic = part(value, names);
  return dynamic ?? (() => value);
}

/** Undefined if there is no expression, so that constants are shared and not copied. */
function part(value: Json, names: readonly string[]): Evaluate | undefined {
  if (typeof value === 'string') return textPart(value, names);
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return arrayPart(value, names);
  return objectPart(value as Readonly<Record<string, Json>>, names);
}

function arrayPart(items: readonly Json[], names: readonly string[]): Evaluate | undefined {
  const parts = items.map((item) => part(item, names));
  if (parts.every((one) => one === undefined)) return undefined;
  return (input, bindings) => {
    const room = { left: MOST_BYTES };
    return items.map((item, at) => {
      const evaluate = parts[at];
      return evaluate ? within(room, evaluate(input, bindings)) : item;
    });
  };
}

function objectPart(value: Readonly<Record<string, Json>>, names: readonly string[]): Evaluate | undefined {
  const fields = Object.entries(value).map(([name, field]) => ({ name, field, evaluate: part(field, names) }));
  if (fields.every(({ evaluate }) => evaluate === undefined)) return undefined;
  return (input, bindings) => {
    const made: Record<string, Json> = {};
    const room = { left: MOST_BYTES };
    for (const { name, field, evaluate } of fields)
      made[name] = evaluate ? within(room, evaluate(input, bindings)) : field;
    return made;
  };
}

/** Each expression has its own budget; together they may not exceed the largest value. */
function within(room: { left: number }, value: Json): Json {
  room.left -= leastBytes(value, room.left);
  if (room.left < 0) throw resultTooLarge;
  return value;
}

function textPart(text: string, names: readonly string[]): Evaluate | undefined {
  const whole = wholeExpression(text);
  if (whole !== undefined) return expression(whole, names);
  if (names.includes(LOOSE) && !text.includes('${')) return looseText(text, names);
  const pieces = piecesOf(text, names);
  if (pieces.every((piece) => typeof piece === 'string')) return undefined;
  return (input, bindings) => pieces.map((piece) => said(piece, input, bindings)).join('');
}

/** In loose mode any text may be an expression; one that fails is the text itself. */
function looseText(text: string, names: readonly string[]): Evaluate | undefined {
  if (checkExpression(text, names) !== undefined) return undefined;
  const evaluate = expression(text, names);
  return (input, bindings) =>
    catchFault<Json>(
      () => evaluate(input, bindings),
      () => text,
    );
}

function piecesOf(text: string, names: readonly string[]): (string | Evaluate)[] {
  const pieces: (string | Evaluate)[] = [];
  let from = 0;
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', from)) {
    const end = endOf(text, open + 2);
    if (end < 0) break;
    pieces.push(text.slice(from, open), expression(text.slice(open + 2, end), names));
    from = end + 1;
  }
  return [...pieces, text.slice(from)];
}

function said(piece: string | Evaluate, input: Json, bindings: Bindings): string {
  return typeof piece === 'string' ? piece : textOf(piece(input, bindings));
}
