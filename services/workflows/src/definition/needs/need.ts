import type { Fault } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';

/** A place in a document, and where it stands in the text. */
type Place = { readonly pointer: string; readonly line?: number; readonly column?: number };

export type ProcessNeed = Place & { readonly kind: 'process'; readonly process: 'shell' | 'container' | 'mcp' };
export type ScriptNeed = Place & { readonly kind: 'script'; readonly language: string };
export type SchemaNeed = Place & { readonly kind: 'schema'; readonly format: string };
/** A function of a catalog that no document declares, as `name:version@catalog`. */
export type FunctionNeed = Place & { readonly kind: 'function'; readonly function: string };
/** Functions of an installed plugin, in any version where none is told. */
export type PluginNeed = Place & {
  readonly kind: 'plugin';
  readonly plugin: string;
  readonly functions: readonly string[];
  readonly version?: string | undefined;
};
/** Another workflow, in a version or the `latest`. */
export type WorkflowNeed = Place & {
  readonly kind: 'workflow';
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
};
export type SecretNeed = Place & { readonly kind: 'secret'; readonly secret: string };
/** What a model costs that spends a budget of cost; without a name it is the one that the mesh takes. */
export type PriceNeed = Place & { readonly kind: 'price'; readonly model?: string | undefined };

/** What a document needs of the mesh at one place so that it can run. */
export type Need =
  | ProcessNeed
  | ScriptNeed
  | SchemaNeed
  | FunctionNeed
  | PluginNeed
  | WorkflowNeed
  | SecretNeed
  | PriceNeed;

/** What of these needs is not met as the mesh is now, or could not be looked after: where, and why. */
export type WarningsOf = (needs: readonly Need[], principal: Principal, signal: AbortSignal) => Promise<Fault[]>;
