/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/codec_fields.h"

/* clang-format off: a table */
#define FIELD(kind, type, member) \
    { \
#member, FIELD_##type, offsetof(struct record_##kind, member) \
    }
#define RECORD \
    { \
        "record", FIELD_RECORD, 0 \
    }

const struct field codec_fields[RECORD_KINDS][FIELDS_MAX] = {
    [RECORD_SOURCE] = {FIELD(source, INT64, bytes), FIELD(source, VIEW, file), FIELD(source, INDEX, pages), RECORD,
                       FIELD(source, VIEW, sha256), FIELD(source, VIEW, type)},
    [RECORD_PAGE] = {FIELD(page, LENGTH, height), FIELD(page, COUNT, number), RECORD, FIELD(page, LENGTH, width)},
    [RECORD_LINE] = {FIELD(line, BOX, box), FIELD(line, VIEW, plain), RECORD, FIELD(line, LENGTH, size),
                     FIELD(line, VIEW, text)},
    [RECORD_GRID] = {FIELD(grid, BOX, box), FIELD(grid, COUNT, columns), RECORD, FIELD(grid, COUNT, rows),
                     FIELD(grid, VIEW, rulings), FIELD(grid, LENGTHS, vertical)},
    [RECORD_CELL] = {FIELD(cell, BOX, box), FIELD(cell, COUNT, column), FIELD(cell, COUNT, column_span),
                     FIELD(cell, BOX, ink), FIELD(cell, COUNT, page), FIELD(cell, VIEW, plain), RECORD,
                     FIELD(cell, COUNT, row), FIELD(cell, COUNT, row_span), FIELD(cell, VIEW, text)},
    [RECORD_DOCUMENT] = {FIELD(document, COUNT, fiscal_year), FIELD(document, VIEW, kind), FIELD(document, VIEW, level),
                         FIELD(document, VIEW, organization), RECORD, FIELD(document, VIEW, title),
                         FIELD(document, VIEW, watermark)},
    [RECORD_TABLE] = {FIELD(table, BOOL, empty), FIELD(table, VIEW, kind), FIELD(table, VIEWS, notes),
                      FIELD(table, VIEW, number), FIELD(table, VIEW, organization), FIELD(table, COUNTS, pages), RECORD,
                      FIELD(table, VIEW, rule), FIELD(table, VIEW, rulings), FIELD(table, VIEW, title),
                      FIELD(table, BOOL, transposed), FIELD(table, VIEW, unit)},
    [RECORD_COLUMN] = {FIELD(column, VIEWS, label), FIELD(column, VIEW, measure), RECORD, FIELD(column, VIEW, role),
                       FIELD(column, VIEW, side)},
    [RECORD_HEADER] = {FIELD(header, COUNT, line), RECORD},
    [RECORD_ROW] = {FIELD(row, VIEW, code), FIELD(row, VIEW, code_source), FIELD(row, VIEW, counterpart_code),
                    FIELD(row, VIEW, counterpart_name), FIELD(row, VIEW, counterpart_scheme), FIELD(row, VIEW, label),
                    FIELD(row, COUNT, level), FIELD(row, COUNT, line), FIELD(row, VIEW, name),
                    FIELD(row, INDEX, parent), RECORD, FIELD(row, VIEW, role), FIELD(row, VIEW, scheme),
                    FIELD(row, VIEW, side)},
    [RECORD_AMOUNT] = {FIELD(amount, VIEW, measure), FIELD(amount, POWER, precision), FIELD(amount, BOOL, printed),
                       RECORD, FIELD(amount, AMOUNT, value)},
    [RECORD_FORM] = {FIELD(form, VIEW, kind), FIELD(form, VIEW, organization), FIELD(form, COUNTS, pages), RECORD,
                     FIELD(form, VIEW, title), FIELD(form, VIEW, unit)},
    [RECORD_FIELD] = {FIELD(field, VIEW, name), RECORD, FIELD(field, VIEW, value)},
    [RECORD_FUND] = {FIELD(fund, VIEW, name), FIELD(fund, BOOL, printed), RECORD, FIELD(fund, VIEW, scope),
                     FIELD(fund, AMOUNT, value)},
    [RECORD_GOAL] = {RECORD, FIELD(goal, VIEW, scope), FIELD(goal, VIEW, text)},
    [RECORD_INDICATOR] = {FIELD(indicator, VIEW, actual), FIELD(indicator, BOOL, compared),
                          FIELD(indicator, VIEW, level1), FIELD(indicator, VIEW, level2),
                          FIELD(indicator, VIEW, level3), FIELD(indicator, VIEW, note),
                          FIELD(indicator, AMOUNT, number), RECORD, FIELD(indicator, VIEW, scope),
                          FIELD(indicator, VIEW, score), FIELD(indicator, VIEW, sign), FIELD(indicator, VIEW, standard),
                          FIELD(indicator, VIEW, unit), FIELD(indicator, VIEW, value), FIELD(indicator, VIEW, weight)},
    [RECORD_STATEMENT] =
        {FIELD(statement, AMOUNT, change),  FIELD(statement, VIEW, code),       FIELD(statement, VIEW, code_source),
         FIELD(statement, BOOL, counted),   FIELD(statement, BOOL, has_change), FIELD(statement, BOOL, has_percent),
         FIELD(statement, BOOL, has_share), FIELD(statement, COUNT, page),      FIELD(statement, INDEX, part_of),
         FIELD(statement, VIEWS, path),     FIELD(statement, AMOUNT, percent),  FIELD(statement, POWER, precision),
         FIELD(statement, VIEW, quote),     FIELD(statement, VIEW, reason),     RECORD,
         FIELD(statement, VIEW, section),   FIELD(statement, AMOUNT, share),    FIELD(statement, VIEW, subject),
         FIELD(statement, VIEW, text),      FIELD(statement, VIEW, topic),      FIELD(statement, VIEW, unit),
         FIELD(statement, AMOUNT, value),   FIELD(statement, COUNT, year)},
    [RECORD_CHECK] = {FIELD(check, AMOUNT, actual), FIELD(check, AMOUNT, difference), FIELD(check, AMOUNT, expected),
                      FIELD(check, VIEW, measure), FIELD(check, VIEW, message), FIELD(check, COUNT, page), RECORD,
                      FIELD(check, INDEX, row), FIELD(check, VIEW, rule), FIELD(check, COUNTS, tables),
                      FIELD(check, AMOUNT, tolerance), FIELD(check, VIEW, verdict)},
    [RECORD_WARNING] = {FIELD(warning, VIEW, code), FIELD(warning, VIEW, message), FIELD(warning, COUNT, page), RECORD},
    [RECORD_ERROR] = {FIELD(error, VIEW, code), FIELD(error, VIEW, message), FIELD(error, COUNT, page), RECORD},
    [RECORD_CLOSE] = {RECORD},
};
/* clang-format on */
