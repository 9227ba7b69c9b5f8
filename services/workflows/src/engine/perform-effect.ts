import type { Json } from '@mesh/jq/json';
import type { About } from '../execution/about.ts';
import type { Effect } from '../interpreter/frame.ts';
import type { Happening } from '../interpreter/happening.ts';
import { unstorable } from '../interpreter/storable.ts';
import { resultTooLarge } from '../payload/result-too-large.ts';
import { isLongerThan, MOST_BYTES } from '../payload/size.ts';
import { errorOf, OutcomeUnknown, standardFault, WorkflowFault } from '../workflow-fault.ts';
import type { Loaded } from './loaded.ts';

/** Sends a message to the task before the answer. */
export type Say = (message: Json) => void;
/** Performs an effect. Throws `WorkflowFault`; a rejection after `signal` aborts is ignored. */
export type Perform = (about: About, effect: Effect, signal: AbortSignal, say?: Say) => Promise<Json>;

/** Performs an effect and passes its outcome to `take`, unless it is aborted before. */
export function performEffect(
  perform: Perform,
  { about, underWay }: Pick<Loaded, 'about' | 'underWay'>,
  effect: Effect,
  take: (happening: Happening) => void,
): void {
  const { frame } = effect;
  const controller = new AbortController();
  underWay.set(frame, controller);
  const isUnderWay = () => underWay.get(frame) === controller;
  const tell = (happening: Happening) => {
    if (!isUnderWay()) return;
    underWay.delete(frame);
    take(happening);
  };
  const fail = (thrown: unknown) => {
    if (thrown instanceof OutcomeUnknown) return tell({ kind: 'outcome-unknown', frame });
    const retryAfterMs = thrown instanceof WorkflowFault ? thrown.retryAfterMs : undefined;
    tell({
      kind: 'effect-failed',
      frame,
      error: errorOf(thrown),
      retryAfterMs,
      ...(effect.once && { isFinal: true }),
    });
  };
  const say: Say = (message) => {
    if (!isUnderWay()) return;
    const refusal = refusalOf(message, 'a message');
    if (!refusal) return take({ kind: 'message-came', frame, message });
    fail(refusal);
    controller.abort();
  };
  perform(about, effect, controller.signal, say).then((output) => {
    const refusal = refusalOf(output, 'the result');
    if (refusal) fail(refusal);
    else tell({ kind: 'effect-ended', frame, output });
  }, fail);
}

/** Aborts the effects of these frames, by default of all; their answers are ignored. */
export function abortEffects({ underWay }: Pick<Loaded, 'underWay'>, isOver = (_frame: number) => true): void {
  for (const [frame, controller] of underWay) {
    if (!isOver(frame)) continue;
    underWay.delete(frame);
    controller.abort();
  }
}

/** Why the journal cannot store a value; undefined if it can. */
function refusalOf(value: Json, what: string): WorkflowFault | undefined {
  const flaw = unstorable(value);
  if (flaw) return standardFault('runtime', `${what} cannot be kept: ${flaw}`);
  return isLongerThan(value, MOST_BYTES) ? resultTooLarge : undefined;
}
