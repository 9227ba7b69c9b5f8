/** One line of a scenario and the block that may follow it. */
export type Step = { readonly text: string; readonly block: string | undefined };
export type Scenario = { readonly name: string; readonly steps: readonly Step[] };

const keyword = /^(?:Given|When|Then|And|But)\s+(?:given\s+)?(.*)$/;
const fence = /^\s*"""/;

/** The scenarios of a Gherkin text, as far as the conformance kit uses Gherkin: steps, blocks between quotes, comments. */
export function readScenarios(text: string): Scenario[] {
  const scenarios: { name: string; steps: { text: string; block: string | undefined }[] }[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    const name = /^Scenario:\s*(.*)$/.exec(line)?.[1];
    const step = keyword.exec(line)?.[1];
    if (name !== undefined) scenarios.push({ name, steps: [] });
    else if (step !== undefined) scenarios.at(-1)?.steps.push({ text: step.trim(), block: undefined });
    else if (fence.test(line)) {
      const end = lines.findIndex((other, place) => place > at && fence.test(other));
      const last = scenarios.at(-1)?.steps.at(-1);
      if (last && end > at) last.block = lines.slice(at + 1, end).join('\n');
      at = end > at ? end : lines.length;
    }
  }
  return scenarios;
}
