import { hash } from 'node:crypto';
import { randomBytes } from '../crypto/random-bytes.ts';

const BYTES = 32;

/** 256 random bits in a form that fits into a URL. */
export function secretWord(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** The PKCE challenge of a verifier (RFC 7636, S256). */
export function challengeOf(verifier: string): string {
  return hash('sha256', verifier, 'base64url');
}

/** The state names its workspace, so that the callback looks only there. */
export function stateOf(workspaceId: string): string {
  return `${workspaceId}.${secretWord()}`;
}

export function hashOfState(state: string): Buffer {
  return hash('sha256', state, 'buffer');
}

export function workspaceOfState(state: string): string {
  return state.slice(0, state.indexOf('.'));
}
