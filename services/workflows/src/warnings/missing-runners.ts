import type { ProcessNeed, ScriptNeed } from '../definition/needs/need.ts';
import { NO_STDIO, noRunnerFor, noRunnerForScript } from '../effect/runners.ts';
import { type Missing, missingOf } from './missing.ts';

export function missingRunners(needs: readonly (ProcessNeed | ScriptNeed)[]): Missing[] {
  return missingOf(needs, refusalOf);
}

function refusalOf(need: ProcessNeed | ScriptNeed): string | undefined {
  if (need.kind === 'script') return noRunnerForScript(need.language);
  return need.process === 'mcp' ? NO_STDIO : noRunnerFor(need.process);
}
