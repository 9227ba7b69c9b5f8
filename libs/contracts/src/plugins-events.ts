import { z } from 'zod';
import { defineEvent } from './event.ts';
import { id } from './id.ts';
import { lockfileChanges, visibilities } from './plugin-shapes.ts';

export const versionPublished = defineEvent({
  service: 'plugins',
  type: 'mesh.plugins.version.published.v1',
  topic: 'plugins.version.published',
  summary: 'A version of a plugin has been published.',
  data: z.object({
    pluginId: id('plg'),
    name: z.string(),
    version: z.string(),
    digest: z.string(),
    visibility: z.enum(visibilities),
  }),
});

export const installationChanged = defineEvent({
  service: 'plugins',
  type: 'mesh.plugins.installation.changed.v1',
  topic: 'plugins.installation.changed',
  summary: 'The lockfile of a workspace has got a new revision.',
  data: z.object({
    revision: z.number(),
    change: z.enum(lockfileChanges),
    /** Name of the plugin; absent if the whole lockfile was rolled back. */
    name: z.string().optional(),
    version: z.string().optional(),
  }),
});
