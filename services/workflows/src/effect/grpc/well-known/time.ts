import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import type { Fields, Form } from './form.ts';

const NANOS_PER_MS = 1_000_000;
/** The years 1 to 9999, to which timestamps are limited. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;
/** Ten thousand years. */
const LONGEST_SECONDS = 315_576_000_000;
const dateTime = z.iso.datetime({ offset: true });
const duration = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;
const fraction = /\.(\d{1,9})/;

/** `2026-01-01T12:00:00.5Z` (RFC 3339). */
export const timestamp: Form = {
  read(written) {
    if (typeof written !== 'string' || !dateTime.safeParse(written).success) return undefined;
    const seconds = Math.floor(Date.parse(written.replace(fraction, '')) / 1_000);
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return undefined;
    return { seconds: String(seconds), nanos: nanosOf(fraction.exec(written)?.[1]) };
  },
  write(fields) {
    const { seconds, nanos } = partsOf(fields);
    const moment = new Date(seconds * 1_000);
    if (Number.isNaN(moment.getTime())) return fields;
    return moment.toISOString().replace('.000Z', `${digitsOf(nanos)}Z`);
  },
};

/** `-1.5s`. */
export const span: Form = {
  read(written) {
    const [, sign, seconds, digits] = (typeof written === 'string' && duration.exec(written)) || [];
    if (seconds === undefined || Number(seconds) > LONGEST_SECONDS) return undefined;
    return { seconds: `${sign}${seconds}`, nanos: (sign ? -1 : 1) * nanosOf(digits) };
  },
  write(fields) {
    const { seconds, nanos } = partsOf(fields);
    const sign = seconds < 0 || nanos < 0 ? '-' : '';
    return `${sign}${Math.abs(seconds)}${digitsOf(Math.abs(nanos))}s`;
  },
};

function partsOf({ seconds = 0, nanos = 0 }: Fields & { seconds?: Json; nanos?: Json }) {
  return { seconds: Number(seconds), nanos: Number(nanos) };
}

function nanosOf(digits = ''): number {
  return Number(digits.padEnd(9, '0'));
}

/** Fraction digits: none, three, six or nine. */
function digitsOf(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  const length = nanos % NANOS_PER_MS === 0 ? 3 : nanos % 1_000 === 0 ? 6 : 9;
  return `.${digits.slice(0, length)}`;
}
