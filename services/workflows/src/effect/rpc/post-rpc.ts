import type { Json } from '@mesh/jq/json';
import type { About } from '../../execution/about.ts';
import type { Authentication } from '../authentication/policy.ts';
import type { EffectNeeds } from '../effect-handler.ts';
import type { HttpAnswer, Sending } from '../http/http-call.ts';
import { sendHttp } from '../http/send-http.ts';

export type RpcServer = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authentication: Authentication | undefined;
};
export type Asking = {
  readonly needs: EffectNeeds;
  readonly about: About;
  readonly server: RpcServer;
  readonly sending: Sending;
};

/** Sends a message to the server. */
export function post({ needs, about, server, sending }: Asking, body: Json): Promise<HttpAnswer> {
  const { url, authentication } = server;
  const headers = { accept: 'application/json, text/event-stream', ...server.headers };
  return sendHttp(needs, about, { method: 'POST', url, headers, body, redirect: false, authentication }, sending);
}

/** Resumes a stream that has ended after one of its events. */
export function getBehind({ needs, about, server, sending }: Asking, since: string): Promise<HttpAnswer> {
  const { url, authentication } = server;
  const behind = { accept: 'text/event-stream', 'last-event-id': Buffer.from(since).toString('latin1') };
  const headers = { ...server.headers, ...behind };
  return sendHttp(
    needs,
    about,
    { method: 'GET', url, headers, body: undefined, redirect: false, authentication },
    sending,
  );
}
