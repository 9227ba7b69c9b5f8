import type { SchemaNeed } from '../definition/needs/need.ts';
import { unknownFormat } from '../plan/check-schema.ts';
import type { Missing } from './missing.ts';

export function missingFormats(needs: readonly SchemaNeed[]): Missing[] {
  return needs.flatMap((need) => {
    const message = unknownFormat(need.format);
    return message === undefined ? [] : [[need, message] as const];
  });
}
