import { WorkflowFault } from '../workflow-fault.ts';
import { expression } from './expression.ts';

/** What is wrong with the source of an expression that may use these variables; undefined where it compiles. */
export function checkExpression(source: string, variables: readonly string[]): string | undefined {
  try {
    expression(source, variables);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof WorkflowFault) return thrown.message.replace(/^not a jq expression: /, '');
    throw thrown;
  }
}
