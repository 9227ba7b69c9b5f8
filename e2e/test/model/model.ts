/** A predicted answer: the HTTP status, the code of a refusal, and the execution that it began. */
export type Foreseen = { readonly status: number; readonly code?: string; readonly run?: Run };
export type Status = 'waiting' | 'suspended' | 'faulted' | 'cancelled' | 'completed';
/** The part of a run's past that a fork may begin with. */
type Past = Readonly<Pick<Run, 'said' | 'held' | 'marks'>> & {
  readonly firstHear?: Past;
  readonly firstAsk?: Past | undefined;
};
const nothing: Past = { said: [], held: undefined, marks: [] };

/** An execution of the document: in each round it waits for the next event with its name, then calls the ledger. */
export type Run = {
  /** Empty until the mesh has assigned it. */
  id: string;
  readonly name: string;
  readonly rounds: number;
  status: Status;
  /** The events for which the ledger was called successfully. */
  readonly said: number[];
  /** The event for which the ledger is being called, or was called in vain. */
  held: number | undefined;
  /** Number of calls of the ledger, by round. */
  readonly asked: number[];
  /** The operations on it. */
  readonly marks: string[];
  /** Its state when it first began to wait, and to call. */
  readonly firstHear: Past;
  firstAsk: Past | undefined;
};

export const tasks = ['hear', 'ask', 'told'] as const;
export type Task = (typeof tasks)[number];

export type Start = {
  readonly version: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly waits: boolean;
};

const ok = { status: 200 };
const notFound = { status: 404, code: 'not-found' };
const conflict = { status: 409, code: 'conflict' };
const over: ReadonlySet<Status> = new Set(['faulted', 'cancelled', 'completed']);

/** Predicts the API of workflows and executions for the document in `document.ts`: in memory, without time or faults. */
export class Model {
  /** By version. */
  readonly workflows = new Map<string, { id: string; readonly rounds: number }>();
  /** Oldest first. */
  readonly runs: Run[] = [];
  /** The events that were sent, by name, in order. */
  readonly #sent = new Map<string, number[]>();
  /** Names for which the ledger refuses. */
  readonly #refused = new Set<string>();
  readonly #kept = new Map<string, { readonly request: string; readonly answer: Foreseen }>();

  /** Saves a document with this many rounds; without rounds it is invalid. */
  save(version: string, rounds: number | undefined): Foreseen {
    if (rounds === undefined) return { status: 422, code: 'workflow-invalid' };
    const there = this.workflows.get(version);
    if (!there) this.workflows.set(version, { id: '', rounds });
    return !there ? { status: 201 } : there.rounds === rounds ? ok : conflict;
  }

  /** `waits`: the request waits for the end, if the execution has one. */
  start({ version, name, key, waits }: Start): Foreseen {
    const workflow = this.workflows.get(version);
    const request = `${workflow?.id} ${name}`;
    const kept = key === undefined ? undefined : this.#kept.get(key);
    if (kept) return kept.request === request ? kept.answer : { status: 422, code: 'idempotency-mismatch' };
    const run = workflow && this.#begin({ name, rounds: workflow.rounds });
    const answer = run ? { status: waits && over.has(run.status) ? 200 : 202, run } : notFound;
    if (key !== undefined) this.#kept.set(key, { request, answer });
    return answer;
  }

  /** Sends the next event for a name, or repeats an earlier one, which changes nothing. Returns its number. */
  send(name: string, said: number, again: number | undefined): number {
    const sent = this.#sent.get(name) ?? [];
    if (again !== undefined && sent.length > 0) return again % sent.length;
    this.#sent.set(name, [...sent, said]);
    for (const run of this.runs) if (run.name === name) this.#goOn(run);
    return sent.length;
  }

  /** From now on the ledger refuses calls for a name, or accepts them. */
  refuse(name: string, isRefused: boolean): void {
    if (isRefused) this.#refused.add(name);
    else this.#refused.delete(name);
  }

  suspend(run: Run | undefined): Foreseen {
    if (!run) return notFound;
    if (over.has(run.status)) return conflict;
    if (run.status === 'waiting') this.#mark(run, 'suspended', 'suspended');
    return ok;
  }

  /** With an `outcome` it decides about a call, but no call waits for a decision. */
  resume(run: Run | undefined, outcome: boolean): Foreseen {
    if (!run) return notFound;
    if (over.has(run.status)) return conflict;
    if (run.status !== 'suspended') return ok;
    if (outcome) return conflict;
    this.#mark(run, 'resumed', 'waiting');
    return ok;
  }

  cancel(run: Run | undefined): Foreseen {
    if (!run) return notFound;
    if (run.status === 'cancelled') return ok;
    if (over.has(run.status)) return conflict;
    this.#mark(run, 'cancelled', 'cancelled');
    return ok;
  }

  retry(run: Run | undefined): Foreseen {
    if (!run) return notFound;
    if (run.status !== 'faulted') return conflict;
    this.#mark(run, 'retried', 'waiting');
    return ok;
  }

  /** Begins with the past up to the first start of the task. `input`: what `ask` gets instead of the event. */
  fork(run: Run | undefined, task: Task, input: number | undefined): Foreseen {
    if (!run) return notFound;
    const past = pastBefore(run, task);
    if (!past) return { status: 422, code: 'unprocessable' };
    const held = task === 'ask' ? (input ?? past.held) : past.held;
    const begun = { ...past, held, marks: [...past.marks, 'forked'] };
    return { status: 202, run: this.#begin(run, task === 'hear' ? begun : { ...begun, firstHear: run.firstHear }) };
  }

  /** Newest first. */
  list(status: Status | undefined): string[] {
    return this.runs
      .filter((run) => status === undefined || run.status === status)
      .map(({ id }) => id)
      .reverse();
  }

  #begin({ name, rounds }: Pick<Run, 'name' | 'rounds'>, past: Past = nothing): Run {
    const { said, held, marks, firstHear = past, firstAsk } = past;
    const copied = { said: [...said], held, marks: [...marks], firstHear, firstAsk };
    const run: Run = { id: '', name, rounds, status: 'waiting', asked: Array(rounds).fill(0), ...copied };
    this.runs.push(run);
    this.#goOn(run);
    return run;
  }

  #mark(run: Run, mark: string, status: Status): void {
    run.marks.push(mark);
    run.status = status;
    this.#goOn(run);
  }

  #goOn(run: Run): void {
    while (run.status === 'waiting') {
      const round = run.said.length;
      if (round === run.rounds) run.status = 'completed';
      else run.held ??= this.#sent.get(run.name)?.[round];
      if (run.held === undefined) return;
      run.firstAsk ??= { ...nothing, held: run.held, marks: [...run.marks] };
      run.asked[round] = (run.asked[round] ?? 0) + 1;
      if (this.#refused.has(run.name)) run.status = 'faulted';
      else run.said.push(run.held);
      if (run.status === 'waiting') run.held = undefined;
    }
  }
}

/** Undefined if the task has not begun. */
function pastBefore({ rounds, status, said, marks, firstHear, firstAsk }: Run, task: Task): Past | undefined {
  if (task === 'hear') return rounds > 0 ? firstHear : undefined;
  if (task === 'ask') return firstAsk;
  return status === 'completed' ? { said, held: undefined, marks, firstAsk } : undefined;
}
