import type { Json } from '../json.ts';
import { raiseAbout } from '../values/describe.ts';
import { exponentOf, frexp, gammaSign, lgamma, nextAfter, remainderNear, roundEven, tgamma } from '../values/floats.ts';
import { type Natives, onInput, onValues } from './native.ts';

const onNumber: Readonly<Record<string, (value: number) => number>> = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  exp: Math.exp,
  exp10: (value) => 10 ** value,
  exp2: (value) => 2 ** value,
  expm1: Math.expm1,
  fabs: Math.abs,
  floor: Math.floor,
  gamma: lgamma,
  lgamma,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  logb: (value) => (value === 0 ? -Infinity : Number.isFinite(value) ? exponentOf(value) : Math.abs(value)),
  nearbyint: roundEven,
  pow10: (value) => 10 ** value,
  rint: roundEven,
  round: (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5),
  significand: (value) => (value === 0 || !Number.isFinite(value) ? value : value / 2 ** exponentOf(value)),
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  tgamma,
  trunc: Math.trunc,
};

const onTwo: Readonly<Record<string, (left: number, right: number) => number>> = {
  atan2: Math.atan2,
  copysign: (value, sign) => (sign < 0 || Object.is(sign, -0) ? -Math.abs(value) : Math.abs(value)),
  drem: remainderNear,
  fdim: (left, right) => (Number.isNaN(left - right) ? Number.NaN : Math.max(left - right, 0)),
  fmax: (left, right) => (Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.max(left, right)),
  fmin: (left, right) => (Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.min(left, right)),
  fmod: (left, right) => left % right,
  hypot: Math.hypot,
  ldexp: (value, exponent) => value * 2 ** exponent,
  nextafter: nextAfter,
  nexttoward: nextAfter,
  pow: (base, exponent) =>
    base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent)) ? 1 : base ** exponent,
  remainder: remainderNear,
  scalb: (value, exponent) => value * 2 ** exponent,
  scalbln: (value, exponent) => value * 2 ** exponent,
};

/** The functions of C's math library, and what kind of number a number is. */
export const mathNatives: Natives = {
  ...Object.fromEntries(
    Object.entries(onNumber).map(([name, apply]) => [`${name}/0`, onInput((_run, input) => apply(numberOf(input)))]),
  ),
  ...Object.fromEntries(
    Object.entries(onTwo).map(([name, apply]) => [
      `${name}/2`,
      onValues((_run, _input, left, right) => apply(numberOf(left), numberOf(right))),
    ]),
  ),
  'fma/3': onValues((_run, _input, left, right, more) => numberOf(left) * numberOf(right) + numberOf(more)),
  'frexp/0': onInput((_run, input) => frexp(numberOf(input))),
  'modf/0': onInput((_run, input) => {
    const value = numberOf(input);
    return [Number.isFinite(value) ? value % 1 : Number.isNaN(value) ? value : 0, Math.trunc(value)];
  }),
  'lgamma_r/0': onInput((_run, input) => [lgamma(numberOf(input)), gammaSign(numberOf(input))]),
  'infinite/0': onInput(() => Number.POSITIVE_INFINITY),
  'nan/0': onInput(() => Number.NaN),
  'isinfinite/0': onInput((_run, input) => input === Number.POSITIVE_INFINITY || input === Number.NEGATIVE_INFINITY),
  'isnan/0': onInput((_run, input) => Number.isNaN(input)),
  'isnormal/0': onInput(
    (_run, input) => typeof input === 'number' && Number.isFinite(input) && Math.abs(input) >= 2 ** -1022,
  ),
  'abs/0': onInput((_run, input) => (typeof input === 'number' ? (input < 0 ? -input : input) : absOther(input))),
};

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : raiseAbout(value ?? null, 'number required');
}

/** Strings, arrays and objects are not below zero and pass; what is below has no absolute value. */
function absOther(value: Json): Json {
  return value === null || typeof value === 'boolean' ? raiseAbout(value, 'cannot be negated') : value;
}
