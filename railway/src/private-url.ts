import type { Service } from '@mesh/contracts/operation';

/** The address of a service in Railway's private network, which any of its replicas answers. */
export function privateUrl(service: Service): string {
  return `http://\${{${service}.RAILWAY_PRIVATE_DOMAIN}}:8080`;
}
