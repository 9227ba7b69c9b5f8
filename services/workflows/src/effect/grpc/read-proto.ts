import type { Root } from 'protobufjs';
import { standardFault } from '../../workflow-fault.ts';
import { broughtProto } from './brought.ts';

const MOST_FILES = 32;
const MOST_CHARACTERS = 1_024 * 1_024;

/**
 * Reads the definitions of a proto file and of those that it imports, whose addresses are relative to its own. What the
 * compiler of protobuf brings (`google/protobuf/…`), and what says how gateways call it, is here. Throws `WorkflowFault` for what is no proto file.
 */
export async function readProto(uri: string, textAt: (uri: string) => Promise<string>): Promise<Root> {
  const { default: protobuf } = await import('protobufjs');
  const root = new protobuf.Root();
  const known = new Set<string>();
  const waiting = [uri];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (known.has(next)) continue;
    if (known.add(next).size > MOST_FILES) throw standardFault('configuration', 'the proto imports too many files');
    const text = await textAt(next);
    if (text.length > MOST_CHARACTERS) throw standardFault('configuration', 'the proto is too long');
    const { imports = [], weakImports = [] } = understood(() => protobuf.parse(text, root, { keepCase: true }));
    for (const name of [...imports, ...weakImports]) {
      const brought = await broughtProto(name);
      if (!brought) waiting.push(new URL(name, next).href);
      else if (!known.has(name)) root.addJSON(brought.nested ?? {});
      if (brought) known.add(name);
    }
  }
  understood(() => root.resolveAll());
  return root;
}

function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw standardFault('configuration', `the proto cannot be read: ${detail}`, { cause: error });
  }
}
