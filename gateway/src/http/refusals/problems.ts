import type { Code } from '@mesh/contracts/mesh-error';

type Row = { readonly status: number; readonly title: string; readonly advice: string };

/** The only mapping of error codes to HTTP, with advice for the caller. A code without a row does not compile. */
export const problems: Readonly<Record<Code, Row>> = {
  invalid: {
    status: 400,
    title: 'The request is not well formed',
    advice: 'Mend what `errors` points to and send it again.',
  },
  unauthenticated: {
    status: 401,
    title: 'Nobody known is asking',
    advice: 'Send a key that is neither expired nor revoked as `x-api-key: KEY` or `Authorization: ApiKey KEY`.',
  },
  forbidden: {
    status: 403,
    title: 'The caller may not do this',
    advice: 'Use a key that has the scope which `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    advice: 'Check address and id. What another workspace has does not exist here.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This method is not served here',
    advice: 'Use one of the methods of the header `Allow`.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    advice: 'Send the headers within 10 seconds and the body within 30, an upload within 10 minutes.',
  },
  conflict: {
    status: 409,
    title: 'It conflicts with what is there',
    advice: 'Read what is there, then decide again.',
  },
  'precondition-failed': {
    status: 412,
    title: 'It has changed since it was read',
    advice: 'Read it again and send its present ETag as `If-Match`.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    advice: 'Send less at once. `limitBytes`, where it is there, tells how much is taken.',
  },
  'uri-too-long': { status: 414, title: 'The address is too long', advice: 'Shorten the query: 8 KiB are taken.' },
  'unsupported-media-type': {
    status: 415,
    title: 'This media type is not understood here',
    advice: 'Say what the body is with one of the types that `detail` names, and send it uncompressed.',
  },
  unprocessable: {
    status: 422,
    title: 'The request makes no sense',
    advice: 'It is well formed, but cannot be done: `detail` says why.',
  },
  'upgrade-required': {
    status: 426,
    title: 'Another protocol is spoken here',
    advice: 'Open a connection of the protocol that the header `Upgrade` names.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    advice: 'Wait as long as `Retry-After` says.',
  },
  'headers-too-large': { status: 431, title: 'The headers are too large', advice: 'Send at most 16 KiB of headers.' },
  internal: {
    status: 500,
    title: 'Something failed inside',
    advice: 'Tell the operator the `requestId`; the logs have the rest.',
  },
  unavailable: {
    status: 503,
    title: 'A part of the mesh does not answer',
    advice: 'Try again after `Retry-After`; with an `Idempotency-Key` nothing is made twice.',
  },
  'deadline-exceeded': {
    status: 504,
    title: 'The answer took too long',
    advice: 'It may have been done. Look, or ask again with the same `Idempotency-Key`.',
  },
  'idempotency-in-progress': {
    status: 409,
    title: 'The first request with this key is under way',
    advice: 'Ask again after `Retry-After` for its answer.',
  },
  'idempotency-mismatch': {
    status: 422,
    title: 'This key was used for another request',
    advice: 'Take a new `Idempotency-Key` for each new request.',
  },
  'audit-unavailable': {
    status: 503,
    title: 'The audit trail cannot be written',
    advice: 'No secret leaves without its audit row. Try again.',
  },
  'credential-expired': {
    status: 403,
    title: 'The credential has expired',
    advice: 'Give the credential new data or a later `expiresAt`.',
  },
  'credential-host-denied': {
    status: 422,
    title: 'The credential may not go to this host',
    advice: 'Add the host to the `allowedHosts` of the credential, if it may.',
  },
  'credential-unreadable': {
    status: 500,
    title: 'The credential cannot be opened',
    advice: 'Its stored bytes or the root key have changed. Tell the operator the `requestId`.',
  },
  'egress-denied': {
    status: 422,
    title: 'This address may not be called',
    advice: 'Private addresses are closed unless the operator lists them in `EGRESS_ALLOW`.',
  },
  'egress-failed': {
    status: 502,
    title: 'The called server did not answer',
    advice: 'Check the address and whether its server works.',
  },
  'embedding-mismatch': {
    status: 409,
    title: 'The collection has another embedding',
    advice: 'Send vectors of the model and dimensions that the collection has.',
  },
  'embedding-unavailable': {
    status: 503,
    title: 'The embedding model does not answer',
    advice: 'Try again, or send vectors instead of texts.',
  },
  'integrity-violation': {
    status: 500,
    title: 'Stored bytes have changed',
    advice: 'They are not used. Tell the operator the `requestId`.',
  },
  'plugin-function-failed': {
    status: 422,
    title: 'The function of the plugin failed',
    advice: '`reason` and `detail` tell how; the logs of the invocation tell more.',
  },
  'plugin-invalid': {
    status: 422,
    title: 'The package is no valid plugin',
    advice: 'Mend what `errors` names and pack it again.',
  },
  'version-rollback': {
    status: 409,
    title: 'An older version lies in the place of the newest',
    advice:
      'Somebody changed the database. Tell the operator the `requestId`, and store the data of the credential again.',
  },
  'workflow-invalid': {
    status: 422,
    title: 'The document is no valid workflow',
    advice: 'Mend what `errors` points to in the document.',
  },
};
