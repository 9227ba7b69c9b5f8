import { runService } from '@mesh/runtime/service-process';
import { environmentSchema } from './config.ts';
import { startGateway } from './service.ts';

await runService({ name: 'gateway', environmentSchema, start: startGateway });
