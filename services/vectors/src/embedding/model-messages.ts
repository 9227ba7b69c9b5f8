/** The messages between the service and the process that runs the model. */
export type ModelQuestion = { id: number; texts: string[] };
export type ModelAnswer = { id: number; vectors: Float32Array[] } | { id: number; failure: string };
