/**
 * Source of a script's console: `consoleOf(write)` creates one that writes to `out` and `err`. It prints like Node, except that
 * objects are JSON, which callers can parse, and that timers are missing.
 */
export const consoleSource = `
const consoleOf = (write) => {
  const shown = (value) => {
    const around = [];
    return JSON.stringify(value, function (_, one) {
      if (typeof one === 'bigint') return Number.isSafeInteger(Number(one)) ? Number(one) : one + 'n';
      if (typeof one !== 'object' || one === null) return one;
      while (around.length > 0 && around.at(-1).written !== this) around.pop();
      if (around.some((holder) => holder.one === one)) return '[Circular]';
      const written = one instanceof Error ? String(one) : one instanceof Map || one instanceof Set ? [...one] : one;
      around.push({ one, written });
      return written;
    });
  };
  const told = (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint') return value + 'n';
    if (value instanceof Error) return String(value);
    try {
      return shown(value) ?? String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  };
  const number = (value) => (typeof value === 'object' ? NaN : typeof value === 'bigint' ? told(value) : Number(value));
  const spelled = {
    s: told, j: told, o: told, O: told, d: number, i: (value) => parseInt(value), f: (value) => parseFloat(value), c: () => '',
  };
  const formatted = ([first, ...rest]) => {
    if (typeof first !== 'string' || rest.length === 0) return [first, ...rest];
    const fill = (mark, kind) => (kind === '%' ? '%' : rest.length === 0 ? mark : String(spelled[kind](rest.shift())));
    return [first.replace(/%([sdifjoOc%])/g, fill), ...rest];
  };
  const tableOf = (rows, columns) => {
    const isRow = (row) => typeof row === 'object' && row !== null;
    const entries = Object.entries(rows);
    const names = columns ?? [...new Set(entries.flatMap(([, row]) => (isRow(row) ? Object.keys(row) : [])))];
    const values = entries.some(([, row]) => !isRow(row)) ? ['Values'] : [];
    const cell = (value) => (typeof value === 'string' ? "'" + value + "'" : told(value));
    const cellsOf = ([at, row]) => [
      at,
      ...names.map((name) => (isRow(row) && Object.hasOwn(row, name) ? cell(row[name]) : '')),
      ...values.map(() => (isRow(row) ? '' : cell(row))),
    ];
    const lines = [['(index)', ...names, ...values], ...entries.map(cellsOf)];
    const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)) + 2);
    const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    const [head, ...body] = lines.map((line) => '│' + line.map((text, at) => (' ' + text).padEnd(widths[at])).join('│') + '│');
    return [rule('┌', '┬', '┐'), head, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\\n');
  };
  let indent = '';
  const counts = new Map();
  const writer = (to) => (...values) => {
    const text = values.length === 0 ? '' : formatted(values).map(told).join(' ');
    write(to, text.replace(/^/gm, indent) + '\\n');
  };
  const [out, err] = [writer('out'), writer('err')];
  const nothing = () => {};
  return {
    log: out, info: out, debug: out, warn: err, error: err,
    dir: (value) => out(value),
    trace: (...values) => err('Trace:', ...values),
    table: (rows, columns) => out(typeof rows === 'object' && rows !== null ? tableOf(rows, columns) : rows),
    assert: (holds, ...values) => holds || err('Assertion failed' + (values.length > 0 ? ':' : ''), ...formatted(values)),
    count(name = 'default') {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      out(name + ': ' + counts.get(name));
    },
    countReset: (name = 'default') => counts.delete(name),
    group(...values) {
      if (values.length > 0) out(...values);
      indent += '  ';
    },
    groupEnd: () => (indent = indent.slice(2)),
    time: nothing, timeEnd: nothing, timeLog: nothing,
  };
};
`;
