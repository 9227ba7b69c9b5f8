/** What a person must do before the mesh can start, in one line; printed without a stack. */
export class StartError extends Error {}
