import { single } from '../evaluate/code.ts';
import type { Json } from '../json.ts';
import { arrayNatives } from './arrays.ts';
import { dateNatives } from './dates.ts';
import { generatorNatives } from './generators.ts';
import { mathNatives } from './math.ts';
import type { Natives } from './native.ts';
import { objectNatives } from './objects.ts';
import { orderNatives } from './order.ts';
import { pathNatives } from './paths.ts';
import { prelude } from './prelude.ts';
import { processNatives } from './process.ts';
import { regexNatives } from './regex.ts';
import { stoppingNatives } from './stopping.ts';
import { stringNatives } from './strings.ts';
import { typeNatives } from './types.ts';

/** Builtins written in TypeScript, by name and number of arguments. */
export const natives: Natives = {
  ...arrayNatives,
  ...dateNatives,
  ...generatorNatives,
  ...mathNatives,
  ...objectNatives,
  ...orderNatives,
  ...pathNatives,
  ...processNatives,
  ...regexNatives,
  ...stoppingNatives,
  ...stringNatives,
  ...typeNatives,
  'builtins/0': () => single(names),
};

/** Names of all builtins, except internal ones. */
function names(): readonly Json[] {
  return [...Object.keys(natives), ...prelude.keys()].filter((name) => !name.startsWith('_'));
}
