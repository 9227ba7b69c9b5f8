import { randomUUID } from 'node:crypto';
import { AUTH_CALLOUT, workspaceSubjects } from '@mesh/contracts/subjects';
import { z } from 'zod';
import type { Bus } from '../bus.ts';
import type { Issuer } from './issuer.ts';

const MOST_SUBSCRIPTIONS = 100;
const NONE = -1; // as NATS writes that there is no limit

const request = z.object({
  nats: z.object({
    server_id: z.object({ id: z.string() }),
    user_nkey: z.string(),
    connect_opts: z.object({ auth_token: z.string().optional(), pass: z.string().optional() }),
  }),
});

/** Whose events somebody may hear who shows `secret`, and until when. Throws for nobody's. */
export type Admit = (secret: string) => Promise<{ readonly workspaceId: string; readonly until: Date }>;

/**
 * Answers the broker's questions who connects, until disposed: whoever shows a secret as token or password hears the events
 * of one workspace, and says nothing. The broker ends the connection at `until`, and the client comes again.
 */
export function admitSubscribers({ nats, log }: Bus, issuer: Issuer, admit: Admit): AsyncDisposable {
  const answer = async (data: Uint8Array): Promise<string> => {
    const asked = request.parse(claimsOf(Buffer.from(data).toString()));
    const { server_id: server, user_nkey: user, connect_opts: shown } = asked.nats;
    const told = await admit(shown.auth_token ?? shown.pass ?? '').then(
      ({ workspaceId, until }) => ({ jwt: issuer.sign(userClaims(user, workspaceId, until)) }),
      () => ({ error: 'the API key is not valid, or lacks the scope events:read' }),
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

function userClaims(user: string, workspaceId: string, until: Date) {
  return {
    ...dated(),
    exp: Math.floor(until.getTime() / 1_000),
    sub: user,
    aud: '$G',
    name: workspaceId,
    nats: {
      pub: { deny: ['>'] },
      sub: { allow: [workspaceSubjects(workspaceId)] },
      subs: MOST_SUBSCRIPTIONS,
      data: NONE,
      payload: NONE,
      type: 'user',
      version: 2,
    },
  };
}

function dated() {
  return { jti: randomUUID(), iat: Math.floor(Date.now() / 1_000) };
}

/** What a token claims. Only the broker may ask here, so its signature tells nothing new. */
function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
