import type { Endpoint } from '../document.ts';

/** An endpoint by its fields, also where the document tells nothing but its address. */
export type FullEndpoint = Exclude<Endpoint, string>;

export function fullEndpoint(endpoint: Endpoint): FullEndpoint {
  return typeof endpoint === 'string' ? { uri: endpoint } : endpoint;
}
