import { isIPv6 } from 'node:net';
import type { Client } from '@grpc/grpc-js';
import type { Egress } from '@mesh/egress/egress';

const MOST_BYTES = 10 * 1_024 * 1_024;
const TLS_PORT = 443;
/** Default port. */
export const USUAL_PORT = TLS_PORT;

/**
 * A client that connects only to the checked addresses of a host and looks nothing up: no name, proxy or service configuration in
 * DNS. It uses TLS on port 443, and plain text on others.
 */
export async function openClient(egress: Egress, host: string, port: number): Promise<Client> {
  const { default: grpc } = await import('@grpc/grpc-js'); // in a bundle, CommonJS has no named exports
  const addresses = await egress.resolve(host, port);
  const ofFamily = isIPv6(addresses[0] ?? '') ? 'ipv6' : 'ipv4';
  const dialled = addresses.filter((address) => isIPv6(address) === (ofFamily === 'ipv6'));
  const target = dialled.map((address) => (ofFamily === 'ipv6' ? `[${address}]:${port}` : `${address}:${port}`));
  const isSecure = port === TLS_PORT;
  return new grpc.Client(
    `${ofFamily}:${target.join(',')}`,
    isSecure ? grpc.credentials.createSsl() : grpc.credentials.createInsecure(),
    {
      'grpc.default_authority': isSecure ? host : `${host}:${port}`,
      ...(isSecure && { 'grpc.ssl_target_name_override': host }),
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_retries': 0,
      'grpc.max_receive_message_length': MOST_BYTES,
      'grpc.primary_user_agent': 'automatos-mesh',
    },
  );
}
