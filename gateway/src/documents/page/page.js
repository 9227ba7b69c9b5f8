// The script of /docs: sends what a form says and shows what comes back. The key stays in this tab.
const key = document.querySelector('#key');
const find = document.querySelector('#find');
if (key) {
  key.value = sessionStorage.getItem('key') ?? '';
  key.addEventListener('input', () => sessionStorage.setItem('key', key.value));
}

find?.addEventListener('input', () => {
  const wanted = find.value.toLowerCase();
  for (const one of document.querySelectorAll('details')) {
    one.hidden = !one.querySelector('summary').textContent.toLowerCase().includes(wanted);
  }
});

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const output = form.querySelector('output');
    output.textContent = '…';
    output.textContent = await sent(form).catch((error) => String(error));
  });
}

async function sent(form) {
  const { method, path } = form.dataset;
  const given = [...form.querySelectorAll('input[data-in]')].filter(({ value }) => value !== '');
  const at = (place) => given.filter((field) => field.dataset.in === place);
  const values = new Map(at('path').map(({ name, value }) => [name, encodeURIComponent(value)]));
  const query = new URLSearchParams(at('query').map(({ name, value }) => [name, value]));
  const address = path.replace(/\{(\w+)\}/g, (_, name) => values.get(name) ?? '') + (query.size > 0 ? `?${query}` : '');
  const headers = new Headers(at('header').map(({ name, value }) => [name, value]));
  if (key.value) headers.set('x-api-key', key.value);

  const began = performance.now();
  const answer = await fetch(address, { method, headers, body: bodyOf(form, headers) });
  const told = `${answer.status} ${answer.statusText} in ${Math.round(performance.now() - began)} ms`;
  const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
  return [told, ...lines, '', pretty(await answer.text())].join('\n');
}

function bodyOf(form, headers) {
  const [file] = form.querySelector('input[type=file]')?.files ?? [];
  if (file) {
    const parts = new FormData();
    parts.set('file', file);
    return parts;
  }
  const text = form.querySelector('textarea');
  if (!text?.value) return undefined;
  headers.set('content-type', text.dataset.type);
  return text.value;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
