import { standardFault } from '../interpreter/workflow-fault.ts';
import type { EffectHandler } from './perform.ts';

/** What the DSL names and this version does not call: the way out of the mesh checks and pins addresses for HTTP alone. */
export const callNothing: EffectHandler = async (_needs, _about, { function: name }) => {
  throw standardFault('configuration', `call: ${name} is not there: calls leave the mesh by HTTP alone`, {
    status: 501,
  });
};
