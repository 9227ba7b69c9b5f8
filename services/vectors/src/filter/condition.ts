export type Scalar = string | number | boolean | null;
export type Comparison = '<' | '<=' | '>' | '>=';

/** A parsed filter. Every condition is true or false for any metadata, never unknown. */
export type Condition =
  | { kind: 'equals'; field: string; value: Scalar }
  | { kind: 'in'; field: string; values: readonly Scalar[] }
  | { kind: 'compare'; field: string; comparison: Comparison; value: string | number }
  | { kind: 'exists'; field: string }
  | { kind: 'all' | 'any'; conditions: readonly Condition[] }
  | { kind: 'not'; condition: Condition };
