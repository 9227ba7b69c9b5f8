import type { Json } from '../json.ts';

const LARGEST = '1.7976931348623157e+308';

/** A number as jq 1.7 prints a double: shortest digits, exponents of two digits, no NaN and no infinity. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? LARGEST : `-${LARGEST}`;
  const sign = value < 0 ? '-' : '';
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  return sign + placed(mantissa.replace('.', ''), Number(exponent) + 1);
}

/** `digits` with the point before the digit number `point`, counted from 0. */
function placed(digits: string, point: number): string {
  if (point <= -4 || point > digits.length + 15) {
    const exponent = point - 1;
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A double as C casts it to a 32-bit integer, kept in range. */
export function toInt(value: Json): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return 0;
  return Math.trunc(Math.min(Math.max(value, -0x80000000), 0x7fffffff));
}
