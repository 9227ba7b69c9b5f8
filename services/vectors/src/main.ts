import { runService } from '@mesh/runtime/service-process';
import { environmentSchema } from './config.ts';
import { startVectors } from './service.ts';

await runService({ name: 'vectors', environmentSchema, start: startVectors });
