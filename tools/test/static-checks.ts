import { run } from './command.ts';
import { add, type Tally, tallyOfTests } from './tally.ts';

/** Types, lint and unit tests (the storeys among them) of every package, from Nx's cache where nothing changed. */
export async function staticChecks(): Promise<Tally> {
  const lean = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', CI: 'true' };
  const checked = await nx(['-t', 'typecheck', 'lint'], lean);
  const tested = await nx(['-t', 'test'], lean);
  const failed = countOf(checked.output, /^\s*✖\s+nx run /gm) || (checked.ok ? 0 : 1);
  const passed = countOf(checked.output, /^\s*✔\s+nx run /gm);
  return add({ passed, failed }, tallyOfTests(tested.output, tested.ok));
}

const nx = (targets: readonly string[], env: NodeJS.ProcessEnv) =>
  run('nx', ['run-many', ...targets, '--parallel=2', '--outputStyle=static', '--nxBail=false'], env);

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
