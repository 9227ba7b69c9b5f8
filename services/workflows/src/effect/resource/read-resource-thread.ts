import { answer } from '../../thread/answer.ts';
import { type Sent, tryRead } from './read-resource.ts';

answer((sent: Sent) => tryRead(sent));
