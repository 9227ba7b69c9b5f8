import { runService } from '@mesh/runtime/service-process';
import { environmentSchema } from './config.ts';
import { startPlugins } from './service.ts';

await runService({ name: 'plugins', environmentSchema, start: startPlugins });
