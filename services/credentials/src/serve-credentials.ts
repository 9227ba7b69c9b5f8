import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as audit from '@mesh/contracts/audit';
import * as streams from '@mesh/contracts/broker-stream';
import * as credentialOAuth2 from '@mesh/contracts/credential-oauth2';
import * as credentialTypes from '@mesh/contracts/credential-types';
import * as credentialUse from '@mesh/contracts/credential-use';
import * as credentials from '@mesh/contracts/credentials';
import * as dataKeys from '@mesh/contracts/data-keys';
import * as keyRotations from '@mesh/contracts/key-rotations';
import type { Witnessed } from './audit/chain/keep-checkpoints.ts';
import { verifyAudit } from './audit/chain/verify-audit.ts';
import { exportAudit } from './audit/export-audit.ts';
import { listAudit } from './audit/list-audit.ts';
import { brokerCall } from './broker/broker-call.ts';
import { brokerStream } from './broker/broker-stream.ts';
import { testCredential } from './broker/test-credential.ts';
import type { BrokerNeeds } from './broker/through-broker.ts';
import { checkCredentials } from './credential/check-credentials.ts';
import { createCredential } from './credential/create-credential.ts';
import { deleteCredential } from './credential/delete-credential.ts';
import { getCredential } from './credential/get-credential.ts';
import { listCredentialVersions } from './credential/list-credential-versions.ts';
import { listCredentials } from './credential/list-credentials.ts';
import { revealCredential } from './credential/reveal-credential.ts';
import { rollbackCredential } from './credential/rollback-credential.ts';
import { updateCredential } from './credential/update-credential.ts';
import { issueDataKey } from './data-key/issue-data-key.ts';
import { openDataKey } from './data-key/open-data-key.ts';
import { listCredentialDependents } from './dependent/list-credential-dependents.ts';
import { finishOAuth2 } from './oauth2/finish-oauth2.ts';
import { startOAuth2 } from './oauth2/start-oauth2.ts';
import { destroyWorkspaceKeys } from './rotation/destroy-workspace-keys.ts';
import { getKeyRotation } from './rotation/get-key-rotation.ts';
import { listKeyRotations } from './rotation/list-key-rotations.ts';
import type { Rotating } from './rotation/rotating.ts';
import { startKeyRotation } from './rotation/start-key-rotation.ts';
import { getCredentialType } from './types/get-credential-type.ts';
import { listCredentialTypes } from './types/list-credential-types.ts';

/** Most of them wait for slow answers. */
const STREAMS_AT_ONCE = 1_024;
/** They share transactions: the more run at once, the fewer transactions. */
const REVEALS_AT_ONCE = 512;
/** They wait for nothing once the keys of their workspace are cached. */
const KEYS_AT_ONCE = 512;

export type Needs = BrokerNeeds &
  Witnessed &
  Rotating & {
    /** Where authorization servers redirect to; undefined if the mesh does not know its address. */
    redirectUri: string | undefined;
    /** Limit of one member's reveals per minute and process. */
    revealsPerMinute: number;
  };

/** Answers every operation of credentials until disposed. */
export function serveCredentials(bus: Bus, needs: Needs): AsyncDisposable {
  const { catalogue } = needs;
  const serving = new AsyncDisposableStack();
  serving.use(serve(bus, credentialTypes.listCredentialTypes, listCredentialTypes(catalogue)));
  serving.use(serve(bus, credentialTypes.getCredentialType, getCredentialType(catalogue)));
  serving.use(serve(bus, credentials.createCredential, createCredential(needs, catalogue)));
  serving.use(serve(bus, credentials.listCredentials, listCredentials(needs)));
  serving.use(serve(bus, credentials.getCredential, getCredential(needs)));
  serving.use(serve(bus, credentials.checkCredentials, checkCredentials(needs)));
  serving.use(serve(bus, credentials.updateCredential, updateCredential(needs, catalogue)));
  serving.use(serve(bus, credentials.deleteCredential, deleteCredential(needs)));
  serving.use(serve(bus, credentials.listCredentialVersions, listCredentialVersions(needs)));
  serving.use(serve(bus, credentials.rollbackCredential, rollbackCredential(needs, catalogue)));
  serving.use(serve(bus, credentialUse.revealCredential, revealCredential(needs), { atOnce: REVEALS_AT_ONCE }));
  serving.use(serve(bus, credentialUse.brokerCall, brokerCall(needs)));
  serving.use(serve(bus, streams.brokerStream, brokerStream(bus, needs), { atOnce: STREAMS_AT_ONCE }));
  serving.use(serve(bus, credentialUse.testCredential, testCredential(needs)));
  serving.use(serve(bus, credentials.listCredentialDependents, listCredentialDependents(needs)));
  serving.use(serve(bus, credentialOAuth2.startOAuth2, startOAuth2(needs)));
  serving.use(serve(bus, credentialOAuth2.finishOAuth2, finishOAuth2(needs)));
  serving.use(serve(bus, audit.listAudit, listAudit(needs)));
  serving.use(serve(bus, audit.verifyAudit, verifyAudit(needs)));
  serving.use(serve(bus, audit.exportAudit, exportAudit(needs)));
  serving.use(serve(bus, keyRotations.startKeyRotation, startKeyRotation(needs)));
  serving.use(serve(bus, keyRotations.listKeyRotations, listKeyRotations(needs)));
  serving.use(serve(bus, keyRotations.getKeyRotation, getKeyRotation(needs)));
  serving.use(serve(bus, keyRotations.destroyWorkspaceKeys, destroyWorkspaceKeys(needs)));
  serving.use(serve(bus, dataKeys.issueDataKey, issueDataKey(needs), { atOnce: KEYS_AT_ONCE }));
  serving.use(serve(bus, dataKeys.openDataKey, openDataKey(needs), { atOnce: KEYS_AT_ONCE }));
  return serving;
}
