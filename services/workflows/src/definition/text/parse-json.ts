import { pathOf, pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { findNodeAtLocation, type Node, parseTree, visit } from 'jsonc-parser';
import { LineCounter } from 'yaml';
import { isTooDeep } from './check-value.ts';
import type { ParsedText, Position } from './parsed-text.ts';

/** Parses JSON (RFC 8259). A duplicate name is a fault; it does not silently override the first. */
export function parseJson(text: string): ParsedText {
  const nowhere = () => undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { value: undefined, faults: [syntaxFault(text, error)], locate: nowhere };
  }
  if (isTooDeep(value)) return { value, faults: [], locate: nowhere }; // the parsers below recurse as deep as the text
  let tree: Node | undefined;
  let lines: LineCounter | undefined;
  return {
    value,
    faults: repeatedNames(text),
    locate(pointer) {
      tree ??= parseTree(text);
      const offset = tree && offsetIn(tree, pathOf(pointer));
      if (offset === undefined) return undefined;
      lines ??= linesOf(text);
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    },
  };
}

function syntaxFault(text: string, error: unknown): Fault {
  const message = error instanceof Error ? error.message : 'expected JSON';
  const told = message.replace(/,? (?:\.\.\.)?".*$/s, '').replace(/ in JSON at position .*$/s, '');
  return { pointer: '', message: told, ...firstErrorIn(text) };
}

function firstErrorIn(text: string): Position | undefined {
  let first: Position | undefined;
  try {
    visit(
      text,
      {
        onError(_code, _offset, _length, line, column) {
          first ??= { line: line + 1, column: column + 1 };
        },
      },
      { disallowComments: true },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it recurses: a fault in too deep a text has no position
  }
  return first;
}

function repeatedNames(text: string): Fault[] {
  const faults: Fault[] = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, _offset, _length, line, column, path) {
      const names = open.at(-1);
      if (names?.has(name)) {
        const pointer = pointerOf([...path(), name]);
        faults.push({ pointer, message: 'the same name stands here twice', line: line + 1, column: column + 1 });
      }
      names?.add(name);
    },
  });
  return faults;
}

function offsetIn(tree: Node, path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, stepsIn(tree, path.slice(0, length)));
    if (node) return node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

/** Steps into lists are numbers for this parser. */
function stepsIn(tree: Node, path: readonly string[]): (string | number)[] {
  let node: Node | undefined = tree;
  return path.map((step) => {
    const told: string | number = node?.type === 'array' ? Number(step) : step;
    node = node && findNodeAtLocation(node, [told]);
    return told;
  });
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return lines;
}
