/** Header of an event that is also published on its own: the id of its bundle. */
export const IN_BUNDLE = 'Mesh-Bundle';
/** How a compressed bundle is compressed. */
export const ENCODING = 'Content-Encoding';
/** Number of events in a bundle, so that it need not be read before somebody wants its events. */
export const COUNT = 'Mesh-Count';
/** When the bundle was recorded, as a timestamp. */
export const RECORDED = 'Mesh-Recorded';
