import { run } from './command.ts';
import { add, type Tally, tallyOfTasks, tallyOfTests } from './tally.ts';

const LEAN = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', CI: 'true' };

/** Types, lint and unit tests (the storeys among them) of every package, from Nx's cache where nothing changed. */
export async function staticChecks(): Promise<Tally> {
  const checked = await nx('typecheck', 'lint');
  const tested = await nx('test');
  return add(tallyOfTasks(checked.output, checked.ok), tallyOfTests(tested.output, tested.ok));
}

const nx = (...targets: readonly string[]) =>
  run('nx', ['run-many', '-t', ...targets, '--parallel=2', '--outputStyle=static', '--nxBail=false'], LEAN);
