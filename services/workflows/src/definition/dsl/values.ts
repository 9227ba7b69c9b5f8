import { z } from 'zod';
import { expressionsIn, isExpression } from '../../expression/expression-text.ts';
import { choose, isObject, textOr } from './choice.ts';

/** A jq expression, with or without `${ }`. */
export const condition = z.string();
/** A text that is an expression where it stands in `${ }`. */
export const text = z.string();
export const mapping = z.record(z.string(), z.unknown());
export const texts = z.record(z.string(), z.string());

export const runtimeExpression = z.string().refine(isExpression, 'expected a runtime expression in dollar and braces');

/** A URI or a URI template (RFC 6570, simple expansion alone) of this form, or such a text with expressions in it. */
const uriOf = (form: Pick<RegExp, 'test'>, called = 'an absolute URI') =>
  z
    .string()
    .refine((uri) => form.test(uri) && bracesMatch(uri), `expected ${called}, a URI template or an expression`)
    .refine((uri) => !isMixed(uri), 'a URI template takes no expressions beside its fields: spell out {id} as ${ .id }')
    .refine(
      (uri) => !expandsOtherwise(uri),
      'a URI template takes single fields as {id}, with no operator or modifier',
    );
const orExpression = <S extends z.ZodType>(shape: S) =>
  choose<S | z.ZodString>((value) => (typeof value === 'string' && isExpression(value) ? z.string() : shape));

/** Where something is. */
export const uriTemplate = uriOf(/^[A-Za-z][A-Za-z0-9+\-.]*:\/\/.*/);
/** The same, or an expression that makes one. */
export const uri = orExpression(uriTemplate);
/** What is called by it and never asked there, such as `urn:example:broken`. */
export const identifier = orExpression(uriOf(/^[A-Za-z][A-Za-z0-9+\-.]*:./));

/** The same, which may be relative, such as `/shop`. */
export const reference = orExpression(
  uriOf({ test: (uri) => uri !== '' && !/[\s"<>\\^`|]/.test(besides(uri)) }, 'a URI'),
);

const pointer = z.string().regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'expected a JSON Pointer or an expression');
export const jsonPointer = orExpression(pointer);

const moment = z.iso.datetime({ offset: true, error: 'expected a date and time (RFC 3339) or an expression' });
export const time = orExpression(moment);

const scalar = choose((value) => (typeof value === 'object' && value !== null ? 'expected a string' : z.unknown()));
const list = z.array(scalar);
const scalars = choose<typeof scalar | typeof list>((value) => (Array.isArray(value) ? list : scalar));
/** What a request brings along by name, or an expression that makes all of it. */
export const headersOrExpression = textOr(runtimeExpression, z.record(z.string(), scalar));
export const queryOrExpression = textOr(runtimeExpression, z.record(z.string(), scalars));
/** Values by name, or a text, which is an expression where it stands in `${ }`. */
export const mappingOrText = textOr(text, mapping);
/** Values by name, at least one, or a text. */
export const someOrText = textOr(text, mapping.refine(hasAny, 'expected at least one field'));

export function hasAny(value: object): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

function bracesMatch(uri: string): boolean {
  return /^(?:[^{}]|\{[^{}]+\})*$/.test(besides(uri));
}

/** Nothing would take the place of its fields. */
function isMixed(uri: string): boolean {
  return uri.includes('${') && besides(uri).includes('{');
}

/** Nothing would be found for its fields: names are taken as they stand. */
function expandsOtherwise(uri: string): boolean {
  return !uri.includes('${') && /\{(?:[+#./;?&=,!@|]|[^{}]*(?:,|\*\}|:\d+\}))/.test(uri);
}

/** A text without the expressions in it. */
function besides(text: string): string {
  return expressionsIn(text).reduce((rest, source) => rest.replace(`\${${source}}`, () => ''), text);
}
