import type { Command } from './command.ts';
import { auditExport } from './commands/audit-export.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { executionsAsk } from './commands/executions-ask.ts';
import { executionsFollow } from './commands/executions-follow.ts';
import { executionsList } from './commands/executions-list.ts';
import { keysRotate } from './commands/keys-rotate.ts';
import { keysStatus } from './commands/keys-status.ts';
import { workflowsList } from './commands/workflows-list.ts';
import { workflowsSave } from './commands/workflows-save.ts';
import { workflowsStart } from './commands/workflows-start.ts';

/** A new command is a file in `commands/` and a line here. */
export const commands: readonly Command[] = [
  workflowsList,
  workflowsSave,
  workflowsStart,
  executionsList,
  ...executionsAsk,
  executionsFollow,
  keysRotate,
  keysStatus,
  auditVerify,
  auditExport,
];

export function help(): string {
  const lines = commands.map(({ name, usage, summary }) => `  mesh ${`${name} ${usage}`.trimEnd()}\n      ${summary}`);
  return `${lines.join('\n')}\n\nThe mesh is that of MESH_URL and MESH_API_KEY, else the one that npm start runs.
Exit codes: 0 good, 1 refused or no mesh reached, 2 wrong usage, 3 found broken, 130 ended by Ctrl-C.`;
}
