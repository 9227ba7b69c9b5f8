import type { Definition } from '../syntax/ast.ts';
import { parse } from '../syntax/parse.ts';

/** Builtins that are best written in jq itself. */
const sources: readonly string[] = [
  'def values: select(. != null);',
  'def nulls: select(. == null);',
  'def booleans: select(type == "boolean");',
  'def numbers: select(type == "number");',
  'def strings: select(type == "string");',
  'def arrays: select(type == "array");',
  'def objects: select(type == "object");',
  'def iterables: select(type | . == "array" or . == "object");',
  'def scalars: select(type | . != "array" and . != "object");',
  'def finites: select(isfinite);',
  'def normals: select(isnormal);',
  'def isfinite: type == "number" and (isinfinite or isnan | not);',
  'def isvalid(f): try (f | true) catch false;',
  'def map_values(f): .[] |= f;',
  'def recurse(f): def r: ., (f | r); r;',
  'def recurse(f; cond): def r: ., (f | select(cond) | r); r;',
  'def recurse_down: recurse;',
  'def paths: path(recurse) | select(length > 0);',
  'def paths(f): path(recurse | select(f)) | select(length > 0);',
  'def leaf_paths: paths(scalars);',
  'def pick(f): . as $in | reduce path(f) as $path (null; setpath($path; $in | getpath($path)));',
  'def add(f): reduce f as $item (null; . + $item);',
  'def first: .[0];',
  'def last: .[-1];',
  'def last(f): reduce f as $item (null; $item);',
  'def nth($n): .[$n];',
  `def nth($n; f):
    if $n < 0 then error("nth doesn't support negative indices")
    else label $out | foreach f as $item ($n + 1; . - 1; if . <= 0 then $item, break $out else empty end) end;`,
  'def until(cond; next): def loop: if cond then . else (next | loop) end; loop;',
  'def while(cond; next): def loop: if cond then ., (next | loop) else empty end; loop;',
  'def repeat(f): def loop: f, loop; loop;',
  'def inputs: empty;',
  'def debug(f): (f | empty), .;',
  'def in(xs): . as $key | xs | has($key);',
  'def inside(xs): . as $part | xs | contains($part);',
  'def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $rest | [$x] + $rest end;',
  'def combinations(n): . as $all | [range(n) | $all] | combinations;',
  `def indices($i):
    if type == "array" then if $i | type == "array" then .[$i] else .[[$i]] end
    elif type == "string" and ($i | type == "string") then _text_indices($i)
    else .[$i] end;`,
  'def index($i): indices($i) | .[0];',
  'def rindex($i): indices($i) | .[-1:][0];',
  'def transpose: [range(0; map(length) | max // 0) as $i | [.[][$i]]];',
  'def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);',
  `def fromstream(events):
    {value: null, done: false} as $start
    | foreach events as $event ($start;
        if .done then $start else . end
        | if $event | length == 2
          then .done = ($event[0] | length == 0) | setpath(["value"] + $event[0]; $event[1])
          else .done = ($event[0] | length == 1) end;
        if .done then .value else empty end);`,
  `def truncate_stream(events):
    . as $n | null | events | . as $event
    | if (.[0] | length) > $n then setpath([0]; $event[0][$n:]) else empty end;`,
  'def INDEX(rows; f): reduce rows as $row ({}; .[$row | f | tostring] = $row);',
  'def INDEX(f): INDEX(.[]; f);',
  'def JOIN($index; f): [.[] | [., $index[f]]];',
  'def JOIN($index; rows; f): rows | [., $index[f]];',
  'def JOIN($index; rows; f; join): rows | [., $index[f]] | join;',
  'def IN(xs): any(xs == .; .);',
  'def IN(rows; xs): any(rows == xs; .);',
  'def todate: strftime("%Y-%m-%dT%H:%M:%SZ");',
  'def fromdate: fromdateiso8601;',
  'def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;',
  'def todateiso8601: todate;',
  'def date: todate;',
  'def dateadd(unit; n): . + n;',
  'def datesub(unit; n): . - n;',
  'def splits(re): splits(re; null);',
  'def splits(re; flags): split(re; flags) | .[];',
  'def sub(re; f): sub(re; f; "");',
  'def gsub(re; f): sub(re; f; "g");',
  'def gsub(re; f; flags): sub(re; f; flags + "g");',
];

type Said = { readonly source: string; readonly definition: Definition };

/** Builtins written in jq, by name and number of arguments. */
export const prelude: ReadonlyMap<string, Said> = new Map(
  sources.map((source) => {
    const tree = parse(`${source} .`);
    const [definition] = tree.type === 'define' ? tree.definitions : [];
    if (definition === undefined) throw new Error(`no definition: ${source}`);
    return [`${definition.name}/${definition.parameters.length}`, { source, definition }];
  }),
);
