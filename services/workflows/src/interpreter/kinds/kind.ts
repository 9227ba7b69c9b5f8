import type { Json } from '@mesh/jq/json';
import type { Directive } from '../../plan/common-plan.ts';
import type { WorkflowError } from '../../workflow-fault.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Frame } from '../frame.ts';
import type { Turn } from '../turn.ts';

/** The behaviour of one kind of task in its frame. An exception fails the task. */
export type Kind = {
  begin(turn: Turn, frame: Frame): void;
  /** A task inside it has completed; `then` says where the flow goes. */
  childCompleted?(turn: Turn, frame: Frame, child: Frame, output: Json, then: Directive): void;
  /** A task inside it has failed. True if that is handled, else this task fails too. */
  childFailed?(
    turn: Turn,
    frame: Frame,
    error: WorkflowError,
    retryAfterMs: number | undefined,
    child?: Frame,
  ): boolean;
  /** Its effect was answered. By default the answer is the task's output. */
  answered?(turn: Turn, frame: Frame, output: Json): void;
  /** A message arrived before the answer. */
  came?(turn: Turn, frame: Frame, message: Json): void;
  /** Its `wakeAt` is due. */
  woken?(turn: Turn, frame: Frame): void;
  /** The execution was resumed. */
  resumed?(turn: Turn, frame: Frame): void;
  /** An event arrived that it may wait for. */
  heard?(turn: Turn, frame: Frame, event: CloudEvent): void;
};
