const MOST_PASSAGES = 3;
const LONGEST_QUOTE = 400;

/** Writes an answer that quotes the best passages with their sources. */
// biome-ignore lint/style/noDefaultExport: the function of a plugin is the default export of its file
export default function format({ question, passages }) {
  const best = passages
    .filter(({ text }) => text.trim() !== '')
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .slice(0, MOST_PASSAGES);
  console.log(`${best.length} of ${passages.length} passages are quoted`);
  if (best.length === 0) return { answer: `Nothing was found about “${question}”.` };
  return { answer: [`On “${question}”:`, ...best.map(quote)].join('\n\n') };
}

function quote({ text, source }, index) {
  const from = source ? ` (${source})` : '';
  return `${index + 1}. ${shortened(plain(text))}${from}`;
}

/** Removes Markdown and line breaks. */
function plain(text) {
  return text
    .replace(/^#{1,6} .*$/gm, '')
    .replace(/[`*_|>]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Truncates after a word. */
function shortened(text) {
  if (text.length <= LONGEST_QUOTE) return text;
  const cut = text.slice(0, LONGEST_QUOTE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))} …`;
}
