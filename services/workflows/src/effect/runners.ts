const languages = new Set(['js', 'javascript']);

/** Why scripts in this language are not supported; undefined if they are. */
export function noRunnerForScript(language: string): string | undefined {
  return languages.has(language.toLowerCase()) ? undefined : `no runner is configured for scripts in ${language}`;
}

/** Why `run: shell` and `run: container` are not supported: workflows must not start processes on our machines. */
export function noRunnerFor(kind: string): string {
  return `no runner is configured for run: ${kind}`;
}

/** Why MCP servers over stdio are not supported. */
export const NO_STDIO = 'servers of MCP are called over http; nothing here starts one on stdio';
