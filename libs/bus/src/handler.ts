import type { Operation, RequestOf, Service } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { z } from 'zod';

/** Who calls, and how long the caller waits. */
export type CallContext = {
  readonly principal: Principal;
  readonly workspaceId: string;
  /** The id of what is created, for operations with `creates`. */
  readonly newId?: string | undefined;
  readonly requestId: string;
  /** Aborts at the caller's deadline. */
  readonly signal: AbortSignal;
  readonly caller: Service;
};

/** The handler of an operation: `HandlerOf<typeof executions.startExecution>`. */
export type HandlerOf<O extends Operation> = (
  request: RequestOf<O>,
  context: CallContext,
) => Promise<z.input<O['output']>>;
