import type { SchemaNeed } from '../definition/needs/need.ts';
import { unknownFormat } from '../definition/schema/check-schema.ts';
import { type Missing, missingOf } from './missing.ts';

export function missingFormats(needs: readonly SchemaNeed[]): Missing[] {
  return missingOf(needs, ({ format }) => unknownFormat(format));
}
