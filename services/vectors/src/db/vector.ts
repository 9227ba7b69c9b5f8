import { type RawBuilder, sql } from 'kysely';

/** pgvector's binary form: int16 dimensions, int16 zero, big-endian float32s. The driver sends a Buffer unchanged. */
function encodeVector(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(4 + values.length * 4);
  bytes.writeInt16BE(values.length, 0);
  for (let at = 0; at < values.length; at += 1) bytes.writeFloatBE(values[at] ?? 0, 4 + at * 4);
  return bytes;
}

/** A bound vector. The cast makes the server read the parameter as a vector, also in a list of values. */
export function vectorOf(values: ArrayLike<number>): RawBuilder<Buffer> {
  return sql<Buffer>`${encodeVector(values)}::vector`;
}

/** Whether every number is zero as float32; such a vector has no direction. */
export function isZero(values: ArrayLike<number>): boolean {
  return Array.from(values).every((value) => Math.fround(value) === 0);
}
