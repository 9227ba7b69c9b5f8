import type { Use } from '../../definition/document.ts';
import type { Externals } from '../../definition/external/externals-of.ts';

/** What a task may refer to: the document's reusable components, and the variables of the tasks around it. */
export type Scope = {
  readonly use: Use;
  /** The source of events that name none. */
  readonly source: string;
  /** External resources of the document. */
  readonly externals?: Externals;
  readonly names: readonly string[];
  /** The functions that are being compiled. */
  readonly within?: readonly string[];
  /** What the extension that runs these tasks extends: tasks, or extensions, whose own tasks nothing extends. */
  readonly extending?: 'task' | 'extension';
};
