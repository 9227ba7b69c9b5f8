/** What the service and the process that holds the model tell each other. */
export type ModelQuestion = { id: number; texts: string[] };
export type ModelAnswer = { id: number; vectors: Float32Array[] } | { id: number; failure: string };
