import type { Endpoint } from '../document.ts';

/** An endpoint as an object, also if the document gives only its address. */
export type FullEndpoint = Exclude<Endpoint, string>;

export function fullEndpoint(endpoint: Endpoint): FullEndpoint {
  return typeof endpoint === 'string' ? { uri: endpoint } : endpoint;
}
