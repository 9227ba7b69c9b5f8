import { runService } from '@mesh/runtime/service-process';
import { environmentSchema } from './config.ts';
import { startCredentials } from './service.ts';

await runService({ name: 'credentials', environmentSchema, start: startCredentials });
