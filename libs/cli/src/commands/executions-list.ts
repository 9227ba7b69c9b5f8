import { listExecutions } from '@mesh/contracts/executions';
import { executionLine } from '../execution-command.ts';
import { listCommand } from '../list-command.ts';

export const executionsList = listCommand({
  name: 'executions list',
  operation: listExecutions,
  ask: (mesh, query, options) => mesh.workflows.listExecutions({ query }, options),
  line: executionLine,
});
