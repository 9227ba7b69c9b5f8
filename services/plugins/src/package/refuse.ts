import { pointerOf } from '@mesh/contracts/json-pointer';
import { type Fault, MeshError } from '@mesh/contracts/mesh-error';
import type { Refusal } from '@mesh/contracts/plugin-shapes';

/** The refusal of a package: the reason, the place, and what to do. */
export function refused(reason: Refusal, message: string, path = ''): MeshError {
  return refusedAt(reason, [{ pointer: pointerOf(path === '' ? [] : [harmless(path)]), message }]);
}

/** The same for several places at once. Each pointer begins with the file: `/plugin.json/functions/0/file`. */
export function refusedAt(reason: Refusal, faults: readonly Fault[]): MeshError {
  const told = faults.slice(0, 50).map((fault) => ({ ...fault, reason }));
  return new MeshError('plugin-invalid', `the package is refused: ${told[0]?.message ?? reason}`, {
    extra: { reason },
    errors: told,
  });
}

/** A file's name without characters that could mislead its reader. */
function harmless(path: string): string {
  return path
    .slice(0, 200)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
