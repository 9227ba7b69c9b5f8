/** What an event says, by header, that is told by itself besides: the id of the bundle that it travels in. */
export const IN_BUNDLE = 'Mesh-Bundle';
/** How a bundle is compressed that is. */
export const ENCODING = 'Content-Encoding';
/** What a bundle says of itself, so that nobody has to read it before somebody wants its events: how many there are. */
export const COUNT = 'Mesh-Count';
/** When it was recorded, as a timestamp. */
export const RECORDED = 'Mesh-Recorded';
