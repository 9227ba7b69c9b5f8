import { type Ajv, str } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';

/** The context of a check: `this` of the keywords. */
export type Reading = { readonly asDoubles: boolean };

/** Implements `multipleOf` exactly: Ajv divides doubles, so that 19.99 is no multiple of 0.01. */
export function withMultipleOf<A extends Ajv>(ajv: A): A {
  ajv.removeKeyword('multipleOf').addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    errors: false,
    error: { message: ({ schemaCode }) => str`must be multiple of ${schemaCode}` },
    compile: (unit: number): DataValidateFunction => {
      const isMultiple = isMultipleOf(unit);
      return function (this: Reading | undefined, value: number) {
        return this?.asDoubles ? isMultipleOfDouble(value, unit) : isMultiple(value);
      };
    },
  });
  return ajv;
}

/** Decimals of up to this many digits are distinct doubles. */
const MOST_EXACT = 1e15;
/** Powers of ten up to this exponent are exact doubles. */
const MOST_PLACES = 22;

/**
 * Whether a number is an integer multiple of `unit`, both as written in decimal, or as doubles if they have too many digits.
 */
export function isMultipleOf(unit: number): (value: number) => boolean {
  const [mantissa = '', exponent = '0'] = String(unit).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = Number(whole + fraction);
  const places = fraction.length - Number(exponent);
  if (places < 0 || places > MOST_PLACES) return (value) => Number.isInteger(value / unit);
  const scale = 10 ** places;
  return (value) => {
    const multiple = Math.round(value / unit) * digits;
    return Math.abs(multiple) < MOST_EXACT ? value === multiple / scale : Number.isInteger(value / unit);
  };
}

/** As Ajv does it. */
function isMultipleOfDouble(value: number, unit: number): boolean {
  const quotient = value / unit;
  return quotient === Number.parseInt(String(quotient), 10);
}
