import type { Service } from '@mesh/contracts/operation';

/** Where a service is reached in Railway's private network, any of its replicas. */
export function privateUrl(service: Service): string {
  return `http://\${{${service}.RAILWAY_PRIVATE_DOMAIN}}:8080`;
}
