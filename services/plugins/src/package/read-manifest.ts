import { pointerOf } from '@mesh/contracts/json-pointer';
import type { z } from 'zod';
import { type Manifest, manifest } from './manifest.ts';
import { refused, refusedAt } from './refuse.ts';

export const MANIFEST = 'plugin.json';
const LONGEST = 512 * 1024;
/** Names reserved for the mesh, since a reader would believe them to be ours. */
const reserved = /^(mesh|automatos|plugin|system|admin|official|openai|anthropic|revisions|rollback)(-|$)/;

/** The manifest of a package. Throws `plugin-invalid` with a pointer to the error: `/plugin.json/functions/0/file`. */
export function readManifest(bytes: Buffer): Manifest {
  if (bytes.length > LONGEST)
    throw refused('manifest-malformed', `the manifest has at most ${LONGEST} bytes`, MANIFEST);
  const read = manifest.safeParse(parsed(bytes));
  if (!read.success) throw refusedAt('manifest-invalid', read.error.issues.flatMap(faultsOf));
  if (reserved.test(read.data.name))
    throw refusedAt('name-reserved', [
      { pointer: `/${MANIFEST}/name`, message: 'the name is reserved; choose another' },
    ]);
  return read.data;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const message =
      error instanceof SyntaxError ? `the manifest is no JSON: ${error.message}` : 'the manifest is no UTF-8';
    throw refused('manifest-malformed', message.slice(0, 300), MANIFEST);
  }
}

function faultsOf(issue: z.core.$ZodIssue) {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return keys.map((key) => ({
    pointer: pointerOf([MANIFEST, ...issue.path, ...(key === undefined ? [] : [key])].map(shortened)),
    message: key === undefined ? issue.message : 'no such field',
  }));
}

function shortened(step: PropertyKey): string {
  return String(step).slice(0, 200);
}
