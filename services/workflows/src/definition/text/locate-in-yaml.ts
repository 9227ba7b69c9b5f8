import { pathOf } from '@mesh/contracts/json-pointer';
import { isMap, isNode, isScalar, isSeq } from 'yaml';

/** Offset of the name or item that `pointer` leads to, or of the last existing one on the way. Of duplicate names the last. */
export function locateInYaml(contents: unknown, pointer: string): number | undefined {
  let node = contents;
  let offset = startOf(contents);
  for (const step of pathOf(pointer)) {
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) break;
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
