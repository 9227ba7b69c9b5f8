import { type Code, isCode, MeshError } from '@mesh/contracts/mesh-error';
import { problems } from '../http/refusals/problems.ts';
import { html } from './html.ts';
import { page } from './page.ts';

type ProblemAdvice = { code: Code; status: number; title: string; advice: string };

/** The content of `/problems/{code}`. Throws `not-found` for an unknown code. */
export function problemAdvice(code: string): ProblemAdvice {
  if (!isCode(code)) throw new MeshError('not-found', 'there is no such problem');
  return { code, ...problems[code] };
}

export function problemPage({ code, status, title, advice }: ProblemAdvice): string {
  return page(
    `${code} · Automatos Mesh`,
    html`<main><h1>${title}</h1>
<p><code>${code}</code>, answered with status ${status}.</p>
<p>${advice}</p>
<p><a href="/docs">What the mesh answers</a></p></main>`,
  );
}
