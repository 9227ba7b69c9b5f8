import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import { type Path, stepsOf } from '../path.ts';
import { DEEPEST } from './check-value.ts';
import type { YamlBudget } from './yaml-budget.ts';

const MOST_ALIASES = 100;
const CORE = /^tag:yaml\.org,2002:/;
/** The type of a scalar with a tag of the core schema. A value that does not fit its tag is parsed as a string. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['str', 'string'],
  ['int', 'number'],
  ['float', 'number'],
  ['bool', 'boolean'],
  ['null', 'null'],
]);

/** The value of a document with aliases resolved. Reports what JSON cannot express, and aliases that expand too much. */
export function yamlValue(document: Document, most: Pick<YamlBudget, 'nodes'>): { value: unknown; faults: Fault[] } {
  const faults: Fault[] = [];
  let aliases = 0;
  let nodes = 0;
  const fault = (path: Path, message: string) => void faults.push({ pointer: pointerOf(stepsOf(path)), message });

  function valueAt(node: unknown, path: Path, depth: number): unknown {
    if (++nodes > most.nodes) {
      if (nodes === most.nodes + 1) fault(path, 'the document has too many parts, counting what its aliases repeat');
      return null;
    }
    if (!isNode(node) || depth > DEEPEST + 1) return null; // excessive depth is reported for the value
    if (node.tag !== undefined && !isPlainTag(node)) fault(path, `the tag ${node.tag} has no meaning here`);
    if (isAlias(node)) return aliased(node, path, depth);
    if (isScalar(node)) return scalarValue(node, path);
    if (isSeq(node)) return node.items.map((item, step) => valueAt(item, { parent: path, step }, depth + 1));
    return isMap(node) ? mapValue(node, path, depth) : null;
  }

  function scalarValue({ tag = '', value }: Scalar, path: Path): unknown {
    const kind = tag.replace(CORE, '');
    const told = kinds.get(kind);
    if (told !== undefined && told !== (value === null ? 'null' : typeof value))
      fault(path, `the value is none of the tag ${kind}: leave the tag out`);
    return value;
  }

  function aliased(alias: Node, path: Path, depth: number): unknown {
    if (++aliases > MOST_ALIASES) {
      if (aliases === MOST_ALIASES + 1) fault(path, `expected at most ${MOST_ALIASES} aliases`);
      return null;
    }
    const target = isAlias(alias) ? alias.resolve(document) : undefined;
    if (target === undefined) fault(path, 'the alias names no anchor before it');
    return valueAt(target, path, depth);
  }

  function mapValue(map: YAMLMap, path: Path, depth: number): unknown {
    const fields = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        fault(path, 'expected names that are text');
        continue;
      }
      const inner = { parent: path, step: key.value };
      if (key.value === '<<' && key.type === 'PLAIN')
        fault(inner, 'YAML 1.2 merges nothing: spell out what <<: refers to');
      if (fields.has(key.value)) fault(inner, 'the same name stands here twice');
      fields.set(key.value, valueAt(value, inner, depth + 1));
    }
    return Object.fromEntries(fields);
  }

  return { value: valueAt(document.contents, undefined, 0), faults };
}

/** Whether a tag only repeats what the core schema infers, such as `!!str`. */
function isPlainTag({ tag = '' }: Node): boolean {
  const kind = tag.replace(CORE, '');
  return kind !== tag && (kinds.has(kind) || kind === 'map' || kind === 'seq');
}
