import { randomBytes } from 'node:crypto';
import { generatePrincipalKeys, type PrincipalKeys } from '@mesh/bus/principal-keys';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';

/** All secrets of a mesh on one machine. */
export type Secrets = {
  readonly postgresPassword: string;
  /** Passwords of the login role and of the role that owns the database, by service. */
  readonly databasePasswords: Readonly<Record<Service, { login: string; owner: string }>>;
  readonly natsPasswords: Readonly<Record<Service, string>>;
  readonly redisPassword: string;
  readonly objectsKey: string;
  readonly encryptionKey: string;
  readonly apiKeyPepper: string;
  readonly apiKey: string;
  readonly workspaceId: string;
  readonly principalKeys: PrincipalKeys<Service>;
};

const word = () => randomBytes(24).toString('hex');
const forEachService = <T>(make: () => T) =>
  Object.fromEntries(services.map((service) => [service, make()])) as Record<Service, T>;

/** `apiKey` is the first key of the mesh, in the gateway's format. */
export function makeSecrets(apiKey: string): Secrets {
  return {
    postgresPassword: word(),
    databasePasswords: forEachService(() => ({ login: word(), owner: word() })),
    natsPasswords: forEachService(word),
    redisPassword: word(),
    objectsKey: word(),
    encryptionKey: randomBytes(32).toString('base64'),
    apiKeyPepper: randomBytes(32).toString('base64'),
    apiKey,
    workspaceId: newId('ws'),
    principalKeys: generatePrincipalKeys(services),
  };
}
