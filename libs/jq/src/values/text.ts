import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import { type Place, pointOffset } from './code-points.ts';

/** `split(separator)` and `/`: an empty separator cuts between code points. */
export function splitText(run: Budget, text: string, separator: string): Json {
  if (text === '') return [];
  run.scan(text.length);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  run.takeItems(parts.length);
  run.take(16 * parts.length + 2 * text.length);
  return parts;
}

/** The places of `part` in `text` in code points; they may overlap. */
export function textIndices(run: Budget, text: string, part: string): Json {
  if (part === '') return [];
  const found: Json[] = [];
  let place: Place = { unit: 0, point: 0 };
  for (let unit = text.indexOf(part); unit >= 0; unit = text.indexOf(part, unit + 1)) {
    run.tick();
    run.take(8);
    place = { unit, point: pointOffset(text, unit, place) };
    found.push(place.point);
  }
  run.scan(text.length);
  return found;
}
