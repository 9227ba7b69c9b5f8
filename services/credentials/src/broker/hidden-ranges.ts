export type Range = { readonly from: number; readonly to: number };

/**
 * The ranges of `text` with one of `forms` that begin before `before`, in order. Those that touch or overlap are one range, so
 * that no part of a form is left between two redactions.
 */
export function* hiddenRanges(forms: readonly string[], text: string, before: number): Generator<Range> {
  const after = (form: string, from: number) => {
    const at = text.indexOf(form, from);
    return at < 0 || at >= before ? Number.POSITIVE_INFINITY : at;
  };
  const next = forms.map((form) => ({ form, at: after(form, 0) })).filter(({ at }) => at < before);
  for (;;) {
    const from = next.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
    if (from >= before) return;
    let to = from;
    for (let reached = -1; reached < to; ) {
      reached = to;
      for (const one of next)
        for (; one.at <= to; one.at = after(one.form, one.at + 1)) to = Math.max(to, one.at + one.form.length);
    }
    yield { from, to };
  }
}
