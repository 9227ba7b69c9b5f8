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
  /** Whether it was last refused more memory. */
  isExhausted(): boolean;
};

/**
 * QuickJS in a memory of its own. The interpreter's own limit does not count what a block really takes in WebAssembly:
 * the bound of the memory is the one that holds.
 */
export async function openInterpreter(): Promise<Interpreter> {
  // TypeScript is told of its CommonJS build, Node takes its ES module
  const { default: variant } = (await import('@jitl/quickjs-ng-wasmfile-release-sync')) as unknown as {
    default: QuickJSSyncVariant;
  };
  const { memory, isExhausted } = boundedMemory({ initialBytes: OWN_BYTES, mostBytes: OWN_BYTES + PLUGIN_BYTES });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory: memory }));
  return { quickjs, isExhausted };
}
