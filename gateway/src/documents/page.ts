import { type Html, html } from './html.ts';

/** What a page may load: its own style and script from here, and nothing from anywhere else. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** A whole page of the documentation. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="stylesheet" href="/docs/page.css">
<script src="/docs/page.js" defer></script>
${body}
</html>
`.text;
}
