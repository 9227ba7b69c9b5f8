import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { boundedMemory } from './bounded-memory.ts';

const OWN_BYTES = 16 * 1024 * 1024;
const PLUGIN_BYTES = 64 * 1024 * 1024;

export type Interpreter = {
  quickjs: QuickJSWASMModule;
  /** Whether its last request for memory was refused. */
  isExhausted(): boolean;
};

/**
 * Opens QuickJS in a memory of its own. The interpreter's own limit does not count what a block actually takes in WebAssembly;
 * the limit of the memory does.
 */
export async function openInterpreter(): Promise<Interpreter> {
  // TypeScript sees the types of its CommonJS build, Node.js loads its ES module
  const { default: variant } = (await import('@jitl/quickjs-ng-wasmfile-release-sync')) as unknown as {
    default: QuickJSSyncVariant;
  };
  const { memory, isExhausted } = boundedMemory({ initialBytes: OWN_BYTES, mostBytes: OWN_BYTES + PLUGIN_BYTES });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory: memory }));
  return { quickjs, isExhausted };
}
