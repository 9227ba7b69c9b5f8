import type { Fault } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';

/** A place in a document and in its text. */
type Place = { readonly pointer: string; readonly line?: number; readonly column?: number };

export type ProcessNeed = Place & { readonly kind: 'process'; readonly process: 'shell' | 'container' | 'mcp' };
export type ScriptNeed = Place & { readonly kind: 'script'; readonly language: string };
export type SchemaNeed = Place & { readonly kind: 'schema'; readonly format: string };
/** A function of a catalog that no document declares, as `name:version@catalog`. */
export type FunctionNeed = Place & { readonly kind: 'function'; readonly function: string };
/** Functions of an installed plugin, in any version if none is given. */
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
/** The price of a model under a cost budget; without a name, of the default model. */
export type PriceNeed = Place & { readonly kind: 'price'; readonly model?: string | undefined };

/** Something at one place of a document that the mesh must provide to run it. */
export type Need =
  | ProcessNeed
  | ScriptNeed
  | SchemaNeed
  | FunctionNeed
  | PluginNeed
  | WorkflowNeed
  | SecretNeed
  | PriceNeed;

/** Returns the needs that are unmet now or could not be checked, with place and reason. */
export type WarningsOf = (needs: readonly Need[], principal: Principal, signal: AbortSignal) => Promise<Fault[]>;
