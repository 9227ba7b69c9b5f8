import { MeshError } from '@mesh/contracts/mesh-error';
import { hostIsAmong } from '@mesh/egress/host-pattern';

/** The URL, if the secret may go there. Throws `credential-host-denied`, or `unprocessable` for an invalid URL. */
export function checkedTarget(text: string, allowedHosts: readonly string[]): URL {
  const url = URL.parse(text);
  if (!url) {
    const errors = [{ pointer: '/body/url', message: 'expected an absolute URL' }];
    throw new MeshError('unprocessable', 'the call leads nowhere', { errors });
  }
  if (!hostIsAmong(url, allowedHosts)) {
    throw new MeshError('credential-host-denied', 'this host is not among the `allowedHosts` of the credential');
  }
  return url;
}
