import type { AwsKeys } from '../crypto/aws-signature.ts';
import type { Fields } from '../db/schema.ts';
import type { Injection } from '../types/credential-type.ts';
import { fillTemplate } from '../types/fill-template.ts';

/** The keys that sign a call, from the data; undefined if a field is missing. */
export function awsKeys(place: Extract<Injection, { as: 'aws-sigv4' }>, data: Fields): AwsKeys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken, region] = [
    fillTemplate(place.accessKeyId, data),
    fillTemplate(place.secretAccessKey, data),
    fillTemplate(place.sessionToken, data),
    fillTemplate(place.region, data),
  ];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(region === undefined ? {} : { region }),
    ...(place.service === undefined ? {} : { service: place.service }),
  };
}
