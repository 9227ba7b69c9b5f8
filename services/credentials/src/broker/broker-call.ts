import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentialUse from '@mesh/contracts/credential-use';
import { answerBody } from './answer-body.ts';
import { type BrokerNeeds, throughBroker } from './through-broker.ts';

export function brokerCall(needs: BrokerNeeds): HandlerOf<typeof credentialUse.brokerCall> {
  return async (request, context) => {
    const { answer, scrubber } = await throughBroker(needs, request, context);
    const { status, headers, body } = answer;
    return { status, headers: scrubber.headers(headers), ...answerBody(body, headers['content-type'], scrubber) };
  };
}
