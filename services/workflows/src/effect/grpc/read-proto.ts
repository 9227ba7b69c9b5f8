import type { Root } from 'protobufjs';
import { standardFault, type WorkflowFault } from '../../workflow-fault.ts';
import { broughtProto } from './brought.ts';
import { importAddresses } from './find-import.ts';

const MOST_FILES = 32;
const MOST_CHARACTERS = 1_024 * 1_024;

type ProtoFile = { readonly uri: string; readonly text: string };
/** Returns undefined if there is nothing at the address. */
type TextAt = (uri: string) => Promise<string | undefined>;

/**
 * Reads the definitions of a proto file and of its imports, beside it or in a folder above. The files that the compiler of
 * protobuf includes (`google/protobuf/…`), and the annotations for gateways, are bundled. Throws `WorkflowFault` for an invalid
 * proto file.
 */
export async function readProto(first: ProtoFile, textAt: TextAt): Promise<Root> {
  const { default: protobuf } = await import('protobufjs');
  const root = new protobuf.Root();
  const known = new Set<string>();
  const waiting: (() => ProtoFile | Promise<ProtoFile>)[] = [() => first];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { uri, text } = await next();
    if (known.has(uri)) continue;
    if (known.add(uri).size > MOST_FILES) throw tooLarge(`imports more than ${MOST_FILES} files`);
    if (text.length > MOST_CHARACTERS) throw tooLarge('has more than 1 MiB');
    const { imports = [], weakImports = [] } = understood(() => protobuf.parse(text, root, { keepCase: true }));
    for (const name of [...imports, ...weakImports]) {
      const brought = await broughtProto(name);
      if (!brought) waiting.push(() => imported(name, uri, textAt));
      else if (!known.has(name)) root.addJSON(brought.nested ?? {});
      if (brought) known.add(name);
    }
  }
  understood(() => root.resolveAll());
  return root;
}

function tooLarge(what: string): WorkflowFault {
  return standardFault('configuration', `the proto ${what}: name one that defines what the method needs alone`);
}

async function imported(name: string, by: string, textAt: TextAt): Promise<ProtoFile> {
  for (const uri of importAddresses(name, by)) {
    const text = await textAt(uri);
    if (text !== undefined) return { uri, text };
  }
  throw standardFault('configuration', `${by} imports ${name}, which is neither beside it nor in a folder above`);
}

function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw standardFault('configuration', `the proto cannot be read: ${detail}`, { cause: error });
  }
}
