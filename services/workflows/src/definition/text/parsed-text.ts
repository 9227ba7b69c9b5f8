import type { Fault } from '@mesh/contracts/mesh-error';

/** Line and column of a place in the text, both from 1. */
export type Position = { readonly line: number; readonly column: number };

/** What a text says, and where in the text it says it. */
export type ParsedText = {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** The place of a JSON Pointer, or of the nearest that is there around it. */
  locate(pointer: string): Position | undefined;
};
