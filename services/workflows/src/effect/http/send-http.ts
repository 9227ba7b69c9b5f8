import type { Asker } from '../../execution/principal-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { credentialIn } from '../authentication/policy.ts';
import type { HttpAnswer, HttpCall, Sender, Sending } from './http-call.ts';
import { placeholdersOf } from './placeholders-of.ts';
import { sendByBroker } from './send-by-broker.ts';
import { sendOurselves } from './send-ourselves.ts';

/** Sends a call: through the broker if it uses a credential, whose secret then never is in this process, else directly. */
export function sendHttp(needs: Sender, about: Asker, asked: HttpCall, sending: Sending): Promise<HttpAnswer> {
  const { authentication } = asked;
  const named = authentication && credentialIn(authentication);
  const placing = placeholdersOf(asked, sending.secrets ?? []);
  if (named === undefined && placing === undefined) return sendOurselves(needs, about, asked, sending);
  if (named !== undefined && placing !== undefined && named !== placing.credential)
    throw standardFault('configuration', 'a call can take its secrets from one credential only', { status: 501 });
  if (named !== undefined && authentication && 'digest' in authentication)
    throw standardFault('configuration', 'digest authentication cannot take its password from a secret', {
      status: 501,
    });
  return sendByBroker(
    needs,
    about,
    { placeholders: {}, ...placing, credential: named ?? placing?.credential ?? '', inject: named !== undefined },
    asked,
    sending,
  );
}
