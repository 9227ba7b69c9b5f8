import { catchFault } from '../workflow-fault.ts';
import { expression } from './expression.ts';

/** Why an expression with these variables does not compile; undefined if it does. */
export function checkExpression(source: string, variables: readonly string[]): string | undefined {
  return catchFault(
    () => void expression(source, variables),
    ({ message }) => message,
  );
}
