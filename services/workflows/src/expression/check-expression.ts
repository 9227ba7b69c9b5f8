import { catchFault } from '../workflow-fault.ts';
import { expression } from './expression.ts';

/** What is wrong with the source of an expression that may use these variables; undefined where it compiles. */
export function checkExpression(source: string, variables: readonly string[]): string | undefined {
  return catchFault(
    () => void expression(source, variables),
    ({ message }) => message,
  );
}
