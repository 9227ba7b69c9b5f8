import type { plugin, pluginFunction, pluginRelease } from '@mesh/contracts/plugin-shapes';
import type { z } from 'zod';
import type { Manifest } from '../package/manifest.ts';
import type { CountedRow } from './plugin-store.ts';
import type { VersionHead, VersionRow } from './version-store.ts';

/** A digest as callers see it. */
export function shownDigest(hex: string): string {
  return `sha256:${hex}`;
}

export function shownPlugin(row: CountedRow): z.input<typeof plugin> {
  const { id, name, visibility, latest, description, category, tags, installations } = row;
  return {
    id,
    name,
    visibility,
    latest,
    description,
    category,
    tags,
    installations,
    createdAt: row.createdAt.toISOString(),
  };
}

export function shownHead({ version, digest, stage, publishedAt }: VersionHead) {
  return { version, digest: shownDigest(digest), stage, publishedAt: publishedAt.toISOString() };
}

export function shownRelease(row: VersionRow): z.input<typeof pluginRelease> {
  const { functions, version: _, ...told } = row.manifest;
  return { ...told, ...shownHead(row), bytes: row.bytes, functions: functions.map(shownFunction) };
}

export function shownFunction({
  name,
  description,
  input,
  output,
}: Manifest['functions'][number]): z.input<typeof pluginFunction> {
  return { name, description, input, ...(output ? { output } : {}) };
}
