import { z } from 'zod';
import { isExpression } from '../expression-text.ts';
import { choose, isObject, textOr } from './choice.ts';

/** A jq expression, with or without `${ }`. */
export const condition = z.string();
/** A text that is an expression where it stands in `${ }`. */
export const text = z.string();
export const mapping = z.record(z.string(), z.unknown());
export const texts = z.record(z.string(), z.string());

export const runtimeExpression = z.string().refine(isExpression, 'expected a runtime expression in dollar and braces');

const absolute = /^[A-Za-z][A-Za-z0-9+\-.]*:\/\/.*/;
/** A URI or a URI template (RFC 6570). */
export const uriTemplate = z
  .string()
  .refine((uri) => absolute.test(uri) && bracesMatch(uri), 'expected an absolute URI, a URI template or an expression');
/** The same, or an expression that makes one. */
export const uri = choose((value) => (typeof value === 'string' && isExpression(value) ? z.string() : uriTemplate));

const pointer = z.string().regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'expected a JSON Pointer or an expression');
export const jsonPointer = choose((value) => (typeof value === 'string' && isExpression(value) ? z.string() : pointer));

const moment = z.iso.datetime({ offset: true, error: 'expected a date and time (RFC 3339) or an expression' });
export const time = choose((value) => (typeof value === 'string' && isExpression(value) ? z.string() : moment));

/** Texts by name, or an expression that makes them. */
export const textsOrExpression = textOr(runtimeExpression, texts);
/** Values by name, or a text, which is an expression where it stands in `${ }`. */
export const mappingOrText = textOr(text, mapping);
/** Values by name, at least one, or a text. */
export const someOrText = textOr(text, mapping.refine(hasAny, 'expected at least one field'));

export function hasAny(value: object): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

function bracesMatch(template: string): boolean {
  return /^(?:[^{}]|\{[^{}]+\})*$/.test(template);
}
