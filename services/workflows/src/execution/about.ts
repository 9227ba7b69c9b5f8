/** What an execution is, apart from its state. Immutable. */
export type About = {
  readonly id: string;
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** Its scopes: those of whoever started it. */
  readonly scopes: readonly string[];
  readonly traceparent: string | undefined;
  /** Number of starts by events behind it; none by default. */
  readonly eventDepth?: number | undefined;
  /** The task that runs it, if any. */
  readonly parent?: { readonly id: string; readonly task: string } | undefined;
};
