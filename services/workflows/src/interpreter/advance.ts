import type { Happening } from './happening.ts';
import { answered, came, progressed } from './happenings/answered.ts';
import { forkFrom } from './happenings/fork-from.ts';
import { heard } from './happenings/heard.ts';
import { outcomeUnknown } from './happenings/outcome-unknown.ts';
import { resume } from './happenings/resume.ts';
import { retryFailed } from './happenings/retry-failed.ts';
import { start } from './happenings/start.ts';
import { suspend } from './happenings/suspend.ts';
import { wake } from './happenings/wake.ts';
import type { Pace } from './pacing.ts';
import type { ExecutionState } from './state.ts';
import { Turn } from './turn.ts';

/**
 * Takes in a happening and does all that follows. Deterministic: the same happenings at the same times make the same state,
 * entries and effects. A turn without entries changes nothing and need not be stored. A turn that is cut because it is late
 * says so, and its happening is stored with its `steps`.
 */
export function advance(state: ExecutionState, happening: Happening, at: number, isLate?: Pace['isLate']): Turn {
  const turn = play(state, happening, at, isLate);
  state.seq += turn.entries.length;
  return turn;
}

/** The happening as the journal stores it: with the rules that it met and where it was cut. */
export function asTakenIn(happening: Happening, { rules, lateAfter: steps }: Turn): Happening {
  return { ...happening, rules, ...(steps !== undefined && { steps }) };
}

/** Takes in one happening without advancing `seq`. */
function play(state: ExecutionState, happening: Happening, at: number, isLate?: Pace['isLate']): Turn {
  const turn = new Turn(state, at, { steps: happening.steps, isLate }, happening.rules);
  if (!state.ended || happening.kind === 'retried') {
    takeIn(turn, happening);
    turn.run();
  }
  return turn;
}

/** Whether a turn was cut for its length; `went-on` resumes it. */
export function isCut({ agenda, suspended, ended }: ExecutionState): boolean {
  return agenda.length > 0 && !suspended && !ended;
}

function takeIn(turn: Turn, happening: Happening): void {
  if (happening.kind === 'started') start(turn, happening);
  else if (happening.kind === 'effect-ended' || happening.kind === 'effect-failed') answered(turn, happening);
  else if (happening.kind === 'heard') heard(turn, happening);
  else if (happening.kind === 'message-came') came(turn, happening);
  else if (happening.kind === 'progressed') progressed(turn, happening);
  else if (happening.kind === 'woken') wake(turn);
  else if (happening.kind === 'cancelled') turn.cancel(happening.by);
  else if (happening.kind === 'faulted')
    turn.fault({ ...happening.error, instance: happening.error.instance ?? turn.state.last });
  else if (happening.kind === 'suspended') suspend(turn, happening.by, happening.reason);
  else if (happening.kind === 'resumed') resume(turn, happening);
  else if (happening.kind === 'retried') retryFailed(turn, happening);
  else if (happening.kind === 'forked') forkFrom(turn, happening, play);
  else if (happening.kind === 'outcome-unknown') outcomeUnknown(turn, happening.frame);
}
