/** What an execution is, besides its state: it never changes. */
export type About = {
  readonly id: string;
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** What it may do, in the name of whoever started it. */
  readonly scopes: readonly string[];
  readonly traceparent: string | undefined;
  /** How many starts by events are behind it; none by default. */
  readonly eventDepth?: number | undefined;
  /** The task that runs it, where one does: told as it begins, and read from its row ever after. */
  readonly parent?: { readonly id: string; readonly task: string } | undefined;
};
