import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import { type Offset, pointOffset } from './code-points.ts';

/** `split(separator)` and `/`: an empty separator cuts between code points. */
export function splitText(run: Budget, text: string, separator: string): Json {
  if (text === '') return [];
  run.scan(text.length);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  run.takeItems(parts.length);
  run.take(16 * parts.length + 2 * text.length);
  return parts;
}

/** The offsets of `part` in `text` in code points; they may overlap. */
export function textIndices(run: Budget, text: string, part: string): Json {
  if (part === '') return [];
  const found: Json[] = [];
  let offset: Offset = { unit: 0, point: 0 };
  for (let unit = text.indexOf(part); unit >= 0; unit = text.indexOf(part, unit + 1)) {
    run.tick();
    run.take(8);
    offset = { unit, point: pointOffset(text, unit, offset) };
    found.push(offset.point);
  }
  run.scan(text.length);
  return found;
}
