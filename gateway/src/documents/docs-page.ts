import { type Html, html } from './html.ts';
import type { openapiOf } from './openapi.ts';
import { page } from './page.ts';

type Parameter = {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: { examples?: unknown[] };
};
type Spelled = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  'x-scope': string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, object> }>;
};
type Shown = { method: string; path: string; spelled: Spelled };

/** The page on which people read about every operation and try it, made of the OpenAPI document. */
export function docsPage(document: ReturnType<typeof openapiOf>): string {
  const shown = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, spelled]) => ({ method, path, spelled: spelled as Spelled })),
  );
  const byTag = Map.groupBy(shown, ({ spelled }) => spelled.tags[0] ?? 'other');
  return page(
    document.info.title,
    html`<header>
<h1>${document.info.title}</h1>
<p>${document.info.description} <a href="/openapi.json">OpenAPI</a> · <a href="/asyncapi.json">AsyncAPI</a></p>
<label>API key <input id="key" type="password" autocomplete="off" placeholder="amk_…"></label>
<label>Find <input id="find" type="search"></label>
</header>
<main>${[...byTag].map(([tag, group]) => html`<section><h2>${tag}</h2>${group.map(operation)}</section>`)}</main>`,
  );
}

function operation({ method, path, spelled }: Shown): Html {
  const { operationId, summary, description, responses } = spelled;
  const isStream = 'text/event-stream' in (responses['200']?.content ?? {});
  return html`<details id="${operationId}">
<summary><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> ${summary}</summary>
${description && html`<p>${description}</p>`}
<p class="scope">Scope: <code>${spelled['x-scope']}</code></p>
${!isStream && form(method, path, spelled)}
<ul>${Object.entries(responses).map(([status, told]) => html`<li><b>${status}</b> ${told.description}</li>`)}</ul>
</details>`;
}

/** Only for operations with one answer: a stream would never finish and be shown. */
function form(method: string, path: string, { parameters, requestBody }: Spelled): Html {
  return html`<form data-method="${method.toUpperCase()}" data-path="${path}">
${parameters.map(field)}
${requestBody && body(requestBody.content)}
<button>Send</button>
<output></output>
</form>`;
}

function field({ name, in: place, required, description, schema }: Parameter): Html {
  const [example = ''] = schema.examples ?? [];
  return html`<label>${name} <small>${place}</small>
<input name="${name}" data-in="${place}" placeholder="${String(example)}" ${required ? html`required` : ''}>
${description && html`<small>${description}</small>`}</label>
`;
}

function body(content: Record<string, { example?: unknown }>): Html {
  const [[type = '', { example = undefined } = {}] = []] = Object.entries(content);
  const isForm = 'multipart/form-data' in content;
  if (isForm) return html`<label>file <input type="file" name="file" required></label>`;
  return html`<label>body <small>${type}</small>
<textarea data-type="${type}" rows="8" spellcheck="false">${example === undefined ? '' : JSON.stringify(example, null, 2)}</textarea></label>`;
}
