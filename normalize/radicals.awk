# SPDX-License-Identifier: GPL-3.0-or-later
# Makes normalize/radicals.inc from Unicode's EquivalentUnifiedIdeograph.txt (Debian: unicode-data):
#     awk -f normalize/radicals.awk /usr/share/unicode/EquivalentUnifiedIdeograph.txt
# Only the CJK Radicals Supplement and the Kangxi Radicals; ranges are written out.
function number(hexadecimal,    i, value) {
    for (i = 1; i <= length(hexadecimal); i++)
        value = value * 16 + index("0123456789ABCDEF", substr(hexadecimal, i, 1)) - 1
    return value
}
BEGIN {
    print "/* {radical, ideograph}, ascending.  Made by normalize/radicals.awk: do not edit."
    print " * From the Unicode Character Database, (c) Unicode, Inc., https://www.unicode.org/terms_of_use.html */"
}
/^[0-9A-F]/ {
    split($1, ends, /\.\./)
    first = number(ends[1])
    last = ends[2] == "" ? first : number(ends[2])
    if (first < number("2E80") || last > number("2FD5"))
        next
    for (code = first; code <= last; code++)
        printf "{0x%04X, 0x%s},\n", code, $3
}
