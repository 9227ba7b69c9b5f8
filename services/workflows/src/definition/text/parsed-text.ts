import type { Fault } from '@mesh/contracts/mesh-error';

/** Line and column of a place in the text, both from 1. */
export type Position = { readonly line: number; readonly column: number };

/** The value of a text, and a way to locate its parts. */
export type ParsedText = {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** Position of a JSON Pointer, or of its nearest existing ancestor. */
  locate(pointer: string): Position | undefined;
};
