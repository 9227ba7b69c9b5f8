import { join } from 'node:path';
import { importsOf } from './imports.ts';

const ofTypes = /^(?:import|export) type [^;]*;/gm;

/** The files that a file needs where it runs: what is imported for its types alone is gone by then. */
export function needsOf(file: string, text: string): string[] {
  const specifiers = importsOf(text.replaceAll(ofTypes, ''));
  return specifiers.filter((specifier) => specifier.startsWith('.')).map((specifier) => join(file, '..', specifier));
}

/** Of files and what each needs, those that need themselves in the end. */
export function inCircles(needs: ReadonlyMap<string, readonly string[]>): string[] {
  return [...needs.keys()].filter((file) => {
    const reached = new Set(needs.get(file));
    for (const one of reached) for (const next of needs.get(one) ?? []) reached.add(next); // those are walked as well
    return reached.has(file);
  });
}
