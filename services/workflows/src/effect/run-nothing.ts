import { standardFault } from '../interpreter/workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';

/** `run: shell` and `run: container`: a process on a machine of ours is nothing that a workflow may start. */
export const runNothing: EffectHandler = async (_needs, _about, { function: name }) => {
  const kind = name.replace('run:', '');
  throw standardFault('configuration', `no runner is configured for run: ${kind}`, { status: 501 });
};
