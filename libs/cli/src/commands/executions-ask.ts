import * as control from '@mesh/contracts/execution-control';
import { getExecution } from '@mesh/contracts/executions';
import { executionCommand } from '../execution-command.ts';

/** Operations on one execution. */
export const executionsAsk = [
  executionCommand('get', getExecution, (mesh, of, how) => mesh.workflows.getExecution(of, how)),
  executionCommand('cancel', control.cancelExecution, (mesh, of, how) => mesh.workflows.cancelExecution(of, how)),
  executionCommand('suspend', control.suspendExecution, (mesh, of, how) => mesh.workflows.suspendExecution(of, how)),
  executionCommand('resume', control.resumeExecution, (mesh, of, how) => mesh.workflows.resumeExecution(of, how)),
  executionCommand('retry', control.retryExecution, (mesh, of, how) => mesh.workflows.retryExecution(of, how)),
];
