import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentialUse from '@mesh/contracts/credential-use';
import { LargeAnswers } from '@mesh/egress/large-answers';
import { answerBody } from './answer-body.ts';
import { type BrokerNeeds, throughBroker } from './through-broker.ts';

export function brokerCall(needs: BrokerNeeds): HandlerOf<typeof credentialUse.brokerCall> {
  const large = new LargeAnswers();
  return async (request, context) => {
    using turn = large.turn(context.workspaceId);
    const { answer, scrubber } = await throughBroker(needs, request, context, { through: () => [turn.gate()] });
    const { status, headers, body } = answer;
    return { status, headers, ...answerBody(body, headers['content-type'], scrubber) };
  };
}
