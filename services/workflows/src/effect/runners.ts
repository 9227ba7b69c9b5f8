const languages = new Set(['js', 'javascript']);

/** Why nothing here runs a script in this language; undefined where something does. */
export function noRunnerForScript(language: string): string | undefined {
  return languages.has(language.toLowerCase()) ? undefined : `no runner is configured for scripts in ${language}`;
}

/** Why nothing here runs `run: shell` and `run: container`: a process on a machine of ours is nothing that a workflow may start. */
export function noRunnerFor(kind: string): string {
  return `no runner is configured for run: ${kind}`;
}

/** Why nothing here starts a server of MCP. */
export const NO_STDIO = 'servers of MCP are called over http; nothing here starts one on stdio';
