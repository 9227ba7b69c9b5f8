import type { Json } from '@mesh/jq/json';
import type { Directive } from '../../plan/common-plan.ts';
import type { WorkflowError } from '../../workflow-fault.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Frame } from '../frame.ts';
import type { Turn } from '../turn.ts';

/** What one kind of task does in its frame. What it throws fails the task. */
export type Kind = {
  begin(turn: Turn, frame: Frame): void;
  /** A task inside it has completed and says where the flow goes. */
  childCompleted?(turn: Turn, frame: Frame, child: Frame, output: Json, then: Directive): void;
  /** A task inside it has failed. True where it is dealt with, else the failure is its own. */
  childFailed?(
    turn: Turn,
    frame: Frame,
    error: WorkflowError,
    retryAfterMs: number | undefined,
    child?: Frame,
  ): boolean;
  /** The world has answered. By default its answer is what the task puts out. */
  answered?(turn: Turn, frame: Frame, output: Json): void;
  /** The world says something before it answers. */
  came?(turn: Turn, frame: Frame, message: Json): void;
  /** The time that it waited for has come. */
  woken?(turn: Turn, frame: Frame): void;
  /** The execution goes on after it was suspended. */
  resumed?(turn: Turn, frame: Frame): void;
  /** An event has come that it may wait for. */
  heard?(turn: Turn, frame: Frame, event: CloudEvent): void;
};
