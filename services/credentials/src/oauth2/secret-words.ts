import { hash } from 'node:crypto';
import { randomBytes } from '../crypto/random-bytes.ts';

const BYTES = 32;

/** 256 random bits that a URL can hold. */
export function secretWord(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** What the server shows of a PKCE verifier before it is asked for it (RFC 7636, S256). */
export function challengeOf(verifier: string): string {
  return hash('sha256', verifier, 'base64url');
}

/** The state names its workspace, so that the way back is looked up there alone. */
export function stateOf(workspaceId: string): string {
  return `${workspaceId}.${secretWord()}`;
}

export function hashOfState(state: string): Buffer {
  return hash('sha256', state, 'buffer');
}

export function workspaceOfState(state: string): string {
  return state.slice(0, state.indexOf('.'));
}
