import { runService } from '@mesh/runtime/service-process';
import { environmentSchema } from './config.ts';
import { startWorkflows } from './service.ts';

await runService({ name: 'workflows', environmentSchema, start: startWorkflows });
