import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An OAuth 2.0 authorization server, and an API that takes its tokens. */
export type AuthorizationServer = AsyncDisposable & {
  host: string;
  /** Grants that came to the token endpoint. */
  grants: string[];
  /** `good` by default: what the token endpoint does. */
  mood: 'good' | 'refuses' | 'fails';
  /** Seconds that a token lives. */
  lifeSeconds: number;
  /** The API takes no token that was given before. */
  revoke(): void;
  /** What a browser does at the authorization URL: says yes, and is sent back with this query. */
  visit(authorizationUrl: string): { state: string; code: string };
};

/** Listens on loopback. Codes count once, verifiers are checked, refresh tokens are replaced at each use. */
export async function openAuthorizationServer({ slowMs = 0 } = {}): Promise<AuthorizationServer> {
  const codes = new Map<string, { challenge: string; redirectUri: string }>();
  const refreshTokens = new Set<string>();
  let made = 0;
  let revoked = 0;
  const word = (kind: string) => `${kind}-${++made}-canary`;

  function grant(form: URLSearchParams): object | undefined {
    const type = form.get('grant_type');
    const again = { expires_in: open.lifeSeconds, token_type: 'Bearer', access_token: word('access') };
    if (type === 'client_credentials') return again;
    if (type === 'refresh_token' && !refreshTokens.delete(form.get('refresh_token') ?? '')) return undefined;
    if (type === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (code?.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) return undefined;
    }
    const refreshToken = word('refresh');
    refreshTokens.add(refreshToken);
    return { ...again, refresh_token: refreshToken };
  }

  async function tokenEndpoint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += part;
    const form = new URLSearchParams(body);
    open.grants.push(form.get('grant_type') ?? '');
    await new Promise((later) => setTimeout(later, slowMs));
    if (open.mood === 'fails') return void response.writeHead(503).end();
    const client = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    const tokens = open.mood === 'good' && client === 'client:client+secret' ? grant(form) : undefined;
    response.writeHead(tokens ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(tokens ?? { error: 'invalid_grant', error_description: body }));
  }

  const server = createServer((request, response) => {
    if (request.url === '/token') return void tokenEndpoint(request, response);
    const number = Number(/^Bearer access-([0-9]+)-/.exec(request.headers.authorization ?? '')?.[1] ?? 0);
    response.writeHead(number > revoked && request.url !== '/refuses' ? 200 : 401);
    response.end(`you sent ${request.headers.authorization}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const open: AuthorizationServer = {
    host,
    grants: [],
    mood: 'good',
    lifeSeconds: 3_600,
    revoke() {
      revoked = made;
    },
    visit(authorizationUrl) {
      const { searchParams: asked } = new URL(authorizationUrl);
      const code = word('code');
      const [challenge, redirectUri] = [asked.get('code_challenge') ?? '', asked.get('redirect_uri') ?? ''];
      codes.set(code, { challenge, redirectUri });
      return { code, state: asked.get('state') ?? '' };
    },
    [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
  };
  return open;
}
