import { standardFault } from '../workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';
import { noRunnerFor } from './runners.ts';

/** `run: shell` and `run: container`. */
export const runNothing: EffectHandler = async (_needs, _about, { function: name }) => {
  throw standardFault('configuration', noRunnerFor(name.replace('run:', '')), { status: 501 });
};
