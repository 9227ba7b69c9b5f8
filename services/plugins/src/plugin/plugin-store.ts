import { MeshError } from '@mesh/contracts/mesh-error';
import { containing } from '@mesh/database/containing';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { PluginTable, Trx } from '../db/schema.ts';

const columns = [
  'plugin.workspaceId',
  'plugin.id',
  'plugin.name',
  'plugin.visibility',
  'plugin.latest',
  'plugin.description',
  'plugin.category',
  'plugin.tags',
  'plugin.createdAt',
] as const;
export type PluginRow = Selectable<PluginTable>;
export type CountedRow = PluginRow & { installations: number };
export type Order = 'popular' | 'newest' | 'name';
export type Wish = {
  search?: string | undefined;
  category?: string | undefined;
  tag?: string | undefined;
  order: Order;
  /** The last plugin of the page: its position in the order, and its id. */
  after?: { value: string | number; id: string } | undefined;
  limit: number;
};

/** The plugin with this name in the workspace, whose own plugins precede public ones. Throws `not-found`. */
export async function pluginNamed(trx: Trx, workspaceId: string, name: string): Promise<CountedRow> {
  const [found] = await counted(trx)
    .where('plugin.name', '=', name)
    .orderBy(sql`(plugin.workspace_id = ${workspaceId})`, 'desc')
    .limit(1)
    .execute();
  if (!found) throw new MeshError('not-found', `there is no plugin ${name}`);
  return found;
}

/** The workspace's own plugin, locked until the transaction ends. */
export function lockOwnPlugin(trx: Trx, workspaceId: string, name: string) {
  return trx
    .selectFrom('plugin')
    .select(columns)
    .where('workspaceId', '=', workspaceId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
}

export async function insertPlugin(trx: Trx, plugin: Insertable<PluginTable>): Promise<void> {
  await trx.insertInto('plugin').values(plugin).execute();
}

export async function updateLatest(
  trx: Trx,
  id: string,
  { latest, description, category, tags }: Pick<PluginRow, 'latest' | 'description' | 'category' | 'tags'>,
): Promise<void> {
  await trx.updateTable('plugin').set({ latest, description, category, tags }).where('id', '=', id).execute();
}

export function listVisible(trx: Trx, { search, category, tag, order, after, limit }: Wish): Promise<CountedRow[]> {
  const by = { popular: sql`coalesce(installations, 0)`, newest: sql`plugin.id`, name: sql`plugin.name` }[order];
  const direction = order === 'name' ? 'asc' : 'desc';
  const beyond = order === 'name' ? sql`>` : sql`<`;
  return counted(trx)
    .$if(search !== undefined, (query) =>
      query.where(sql<boolean>`(plugin.name || ' ' || plugin.description) ilike ${containing(search ?? '')}`),
    )
    .$if(category !== undefined, (query) => query.where('plugin.category', '=', category ?? ''))
    .$if(tag !== undefined, (query) => query.where(sql<boolean>`${tag} = any(plugin.tags)`))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(${by}, plugin.id) ${beyond} (${after?.value}, ${after?.id})`),
    )
    .orderBy(by, direction)
    .orderBy('plugin.id', direction)
    .limit(limit)
    .execute();
}

/** Changes the number of workspaces that have the plugin installed by one. */
export async function countInstallation(trx: Trx, pluginId: string, difference: 1 | -1): Promise<void> {
  await trx
    .insertInto('pluginUse')
    .values({ pluginId, installations: Math.max(difference, 0) })
    .onConflict((conflict) =>
      conflict.column('pluginId').doUpdateSet({
        installations: sql`greatest(plugin_use.installations + ${difference}, 0)`,
      }),
    )
    .execute();
}

/** Removes the plugins of the workspace that no other can have installed. Returns how many there were. */
export async function removePrivatePlugins(trx: Trx): Promise<number> {
  const own = trx.selectFrom('plugin').select('id').where('visibility', '=', 'private');
  await trx.deleteFrom('pluginVersion').where('pluginId', 'in', own).execute();
  const { numDeletedRows } = await trx.deleteFrom('plugin').where('visibility', '=', 'private').executeTakeFirst();
  return Number(numDeletedRows);
}

function counted(trx: Trx) {
  return trx
    .selectFrom('plugin')
    .leftJoin('pluginUse', 'pluginUse.pluginId', 'plugin.id')
    .select(columns)
    .select(sql<number>`coalesce(plugin_use.installations, 0)`.as('installations'));
}
