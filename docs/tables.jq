# SPDX-License-Identifier: GPL-3.0-or-later
# The tables of documents as text for the terminal:
#     extract FILE.pdf | jq -r -f docs/tables.jq
# One line per row: code, name (indented by its depth), one column per measure. Amounts are in yuan.

# Columns of the terminal that a text takes: Chinese characters take two.
def width: explode | map(if (. >= 4352 and . <= 4447) or (. >= 11904 and . <= 64255)
    or (. >= 65072 and . <= 65135) or (. >= 65281 and . <= 65376) then 2 else 1 end) | add // 0;
def spaces($count): if $count > 0 then " " * $count else "" end;
def left($size): . + spaces($size - width);
def right($size): spaces($size - width) + .;

# 1234567.5 as 1,234,567.50; null is a cell without print.
def money: if . == null then "" else
    (if . < 0 then "-" else "" end) as $sign | (if . < 0 then -. else . end)
    | ((. * 100 + 0.5) | floor) as $cents | ($cents / 100 | floor) as $yuan
    | ($cents - $yuan * 100 | tostring) as $rest
    | $sign + ($yuan | tostring | [match("\\d{1,3}(?=(\\d{3})*$)"; "g").string] | join(","))
      + "." + (if ($rest | length) < 2 then "0" else "" end) + $rest end;

def depth($rows): if .parent == null then 0 else 1 + ($rows[.parent] | depth($rows)) end;

# The grid of texts under a line of heads; the first `$texts` columns stand left, the others right.
def grid($texts): . as $lines
    | [range($lines[0] | length) as $column | [$lines[][$column] | width] | max] as $sizes
    | $lines[] | . as $line
    | [range($line | length) as $column | $line[$column]
       | if $column < $texts then left($sizes[$column]) else right($sizes[$column]) end]
    | "  " + join("  ") | sub(" +$"; "");

# The measures that the rows have, in the order of the columns.
def measures($rows): [.columns[] | select(.role == "amount") | .measure] as $printed
    | ([$rows[].amounts | keys[]] | unique) as $have
    | reduce ($printed[], $have[]) as $measure ([];
        if ($have | index([$measure])) and (index([$measure]) | not) then . + [$measure] else . end);

# Side-by-side blocks stand one below the other.
def block($side): . as $table | [.rows[] | select(.side == $side)] as $rows
    | measures($rows) as $measures
    | (if $side then "  \($side):" else empty end),
      ([["code", "name"] + $measures]
       + [$rows[] | [.code // "", spaces(2 * depth($table.rows)) + (.name // "")]
          + [.amounts[$measures[]] | money]]
       | grid(2));

def table:
    "", "\(.title // "(no title)")  [\(.kind)]"
        + (if .unit then ", printed in \(.unit)" else "" end) + ", page \(.pages | map(tostring) | join(", "))",
    (if .empty then "  (printed without data)"
     else ([.rows[].side] | unique | sort_by(. == "expenditure") | .[]) as $side | block($side) end),
    (.notes[] | "  " + .);

if .error then "\(.source.file): \(.error.message)" else
    "\(.source.file): \(.document.title // "") (\(.document.organization // "?"), \(.document.fiscal_year // "?"))",
    (.tables[] | table), "",
    (.warnings[] | "warning: page \(.page): \(.message)")
end
