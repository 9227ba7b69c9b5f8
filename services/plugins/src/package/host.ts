import { isIP } from 'node:net';
import { z } from 'zod';

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** Internal names, by RFC 6761, 8375, 9476 and the conventions of platforms. */
const inside = /(^|\.)(localhost|internal|local|localdomain|intranet|lan|corp|home|arpa|onion|invalid|test|example)$/;

/** A public host that a plugin may call: `api.example.com` or `api.example.com:8443`, not a wildcard or an address. */
export const host = z
  .string()
  .max(260)
  .refine(isPublicHost, 'expected a public host such as api.example.com or api.example.com:8443');

function isPublicHost(value: string): boolean {
  const [name = '', port, more] = value.split(':');
  if (more !== undefined || isIP(name) !== 0 || inside.test(name)) return false;
  if (port !== undefined && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535)) return false;
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  return name.length <= 253 && labels.length >= 2 && labels.every((part) => label.test(part)) && /[a-z]/.test(last);
}
