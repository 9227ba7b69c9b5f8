import { meter } from '@mesh/runtime/metrics';

export const openStreams = meter.createUpDownCounter('mesh.live.streams', { description: 'Streams that are open' });
export const framesSent = meter.createCounter('mesh.live.frames', { description: 'Frames written to streams' });
export const streamsEnded = meter.createCounter('mesh.live.ended', {
  description: 'Streams that have ended, by reason; `slow` and `stuck` were cut',
});
