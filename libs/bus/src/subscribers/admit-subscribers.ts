import { randomUUID } from 'node:crypto';
import type { NatsPermissions } from '@mesh/contracts/nats-permissions';
import { AUTH_CALLOUT } from '@mesh/contracts/subjects';
import { z } from 'zod';
import type { Bus } from '../bus.ts';
import type { Issuer } from './issuer.ts';

const MOST_SUBSCRIPTIONS = 100;
const NONE = -1; // no limit, in NATS

const request = z.object({
  nats: z.object({
    server_id: z.object({ id: z.string() }),
    user_nkey: z.string(),
    connect_opts: z.object({ auth_token: z.string().optional(), pass: z.string().optional() }),
  }),
});

export type Admitted = {
  /** A name for people, shown in the broker's list of connections. */
  readonly name: string;
  readonly permissions: NatsPermissions;
  readonly until: Date;
};
/** The permissions of whoever presents `secret`. Throws for an unknown one. */
export type Admit = (secret: string) => Promise<Admitted>;

/**
 * Answers the broker's auth callout until disposed: whoever presents a valid secret, as token or password, gets its
 * permissions. The broker ends the connection at `until`, and the client reconnects.
 */
export function admitSubscribers({ nats, log }: Bus, issuer: Issuer, admit: Admit): AsyncDisposable {
  const answer = async (data: Uint8Array): Promise<string> => {
    const asked = request.parse(claimsOf(Buffer.from(data).toString()));
    const { server_id: server, user_nkey: user, connect_opts: shown } = asked.nats;
    const told = await admit(shown.auth_token ?? shown.pass ?? '').then(
      (admitted) => ({ jwt: issuer.sign(userClaims(user, admitted)) }),
      () => ({
        error: 'the API key is not valid, lacks the scope events:read or tasks:work, or has too many connections',
      }),
    );
    const type = 'authorization_response';
    return issuer.sign({ ...dated(), sub: user, aud: server.id, nats: { ...told, type, version: 2 } });
  };
  const subscription = nats.subscribe(AUTH_CALLOUT, {
    queue: AUTH_CALLOUT,
    callback: (error, message) => {
      if (error) return log.error({ err: error }, 'the subscription to connections failed');
      answer(message.data).then(
        (text) => message.respond(text),
        (cause: unknown) => log.warn({ err: cause }, 'a connection could not be judged'),
      );
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      if (!nats.isClosed()) await subscription.drain().catch(() => {});
    },
  };
}

function userClaims(user: string, { name, permissions, until }: Admitted) {
  return {
    ...dated(),
    exp: Math.floor(until.getTime() / 1_000),
    sub: user,
    aud: '$G',
    name,
    nats: {
      pub: allowed(permissions.publish),
      sub: allowed(permissions.subscribe),
      subs: MOST_SUBSCRIPTIONS,
      data: NONE,
      payload: NONE,
      type: 'user',
      version: 2,
    },
  };
}

/** An empty list would allow everything. */
function allowed(subjects: readonly string[]) {
  return subjects.length === 0 ? { deny: ['>'] } : { allow: subjects };
}

function dated() {
  return { jti: randomUUID(), iat: Math.floor(Date.now() / 1_000) };
}

/** The claims of a token. Only the broker may ask here, so the signature proves nothing new. */
function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
