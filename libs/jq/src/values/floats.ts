/** Rounds halves to the even neighbour, as C does by default. */
export function roundEven(value: number): number {
  const floor = Math.floor(value);
  const part = value - floor;
  if (part !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The power of two at or below a finite number other than zero. */
export function exponentOf(value: number): number {
  const size = Math.abs(value);
  let exponent = Math.max(Math.floor(Math.log2(size)), -1074);
  if (2 ** exponent > size) exponent -= 1;
  else if (2 ** (exponent + 1) <= size) exponent += 1;
  return exponent;
}

/** A fraction from 0.5 to 1 and a power of two, whose product is the number. */
export function frexp(value: number): [fraction: number, exponent: number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  const exponent = exponentOf(value) + 1;
  return [value / 2 ** exponent, exponent];
}

export function remainderNear(value: number, divisor: number): number {
  if (divisor === 0 || !Number.isFinite(value) || Number.isNaN(divisor)) return Number.NaN;
  if (!Number.isFinite(divisor)) return value;
  return value - divisor * roundEven(value / divisor);
}

/** The next double from `value` toward `to`. */
export function nextAfter(value: number, to: number): number {
  if (Number.isNaN(value) || Number.isNaN(to)) return Number.NaN;
  if (value === to) return to;
  if (value === 0) return to > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const away = to > value === value > 0;
  view.setBigInt64(0, view.getBigInt64(0) + (away ? 1n : -1n));
  return view.getFloat64(0);
}

const SHIFT = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Lanczos' approximation with g = 7 and nine terms, good to about 15 digits. */
export function lgamma(value: number): number {
  if (value <= 0 && Number.isInteger(value)) return Number.POSITIVE_INFINITY;
  if (value < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * value))) - lgamma(1 - value);
  if (value === 1 || value === 2) return 0;
  const x = value - 1;
  const sum = LANCZOS.reduce((total, term, index) => total + (index === 0 ? term : term / (x + index)), 0);
  const t = x + SHIFT + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}

export function tgamma(value: number): number {
  if (Number.isInteger(value)) {
    if (value <= 0) return value === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    if (value <= 171) return Array.from({ length: value - 1 }, (_, index) => index + 1).reduce((a, b) => a * b, 1);
  }
  return gammaSign(value) * Math.exp(lgamma(value));
}

export function gammaSign(value: number): number {
  return value < 0 && Math.floor(value) % 2 !== 0 ? -1 : 1;
}
