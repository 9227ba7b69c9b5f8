import { join } from 'node:path';
import { importsOf } from './imports.ts';

const ofTypes = /^(?:import|export) type [^;]*;/gm;

/** The files that a file needs at run time; imports of types alone are erased. */
export function needsOf(file: string, text: string): string[] {
  const specifiers = importsOf(text.replaceAll(ofTypes, ''));
  return specifiers.filter((specifier) => specifier.startsWith('.')).map((specifier) => join(file, '..', specifier));
}

/** The files that need themselves, directly or through others. */
export function inCircles(needs: ReadonlyMap<string, readonly string[]>): string[] {
  return [...needs.keys()].filter((file) => {
    const reached = new Set(needs.get(file));
    for (const one of reached) for (const next of needs.get(one) ?? []) reached.add(next); // those are visited as well
    return reached.has(file);
  });
}
