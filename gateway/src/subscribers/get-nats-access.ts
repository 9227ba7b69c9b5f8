import type { Bus } from '@mesh/bus/bus';
import type * as contract from '@mesh/contracts/nats-access';
import { workspaceSubjects } from '@mesh/contracts/subjects';
import type { LocalHandler } from '../http/local-operation.ts';
import { whyNot } from './nats-access.ts';

export function getNatsAccess(
  bus: () => Pick<Bus, 'nats'>,
  natsUrl: string,
): LocalHandler<typeof contract.getNatsAccess> {
  return async (_request, { principal: { workspaceId } }) => {
    const reason = whyNot(bus(), natsUrl);
    return {
      available: reason === undefined,
      reason,
      subject: workspaceSubjects(workspaceId),
      serverVersion: bus().nats.info?.version,
    };
  };
}
