import { runMigration } from '@mesh/outbox/migrate-service';
import { environmentSchema } from './config.ts';
import { migrations } from './db/migrations.ts';

await runMigration({ service: 'gateway', environmentSchema, env: process.env, folder: migrations });
