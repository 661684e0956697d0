/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relations of the figures that the prose states: a share with its whole, a change in per cent with the change, an
 * amount with the table it speaks of, a number of projects with the rows or forms that are there. */
#include "base/arena.h"
#include "rules/checks.h"

enum {
    RATIO_DIGITS = 6,    /* digits behind the point of a ratio that is worked out */
    UNLIKELY_RATIO = 20, /* a percentage so many times too large or small may belong to another change */
};

static const struct record_statement *statement_at(const struct checker *checker, guint index)
{
    return ledger_statements(checker->ledger)->pdata[index];
}

/* The figure of a statement as an operand: its value, its share or the like, printed to 10^precision. */
static struct record_operand *operand_of_statement(const struct checker *checker, guint index, struct amount value,
                                                   int precision)
{
    const struct record_statement *statement = statement_at(checker, index);
    struct record_operand *operand = record_new(checker->reading->arena, RECORD_OPERAND);
    operand->statement = (int)index;
    operand->page = statement->page;
    operand->text = statement->text;
    operand->value = value;
    operand->precision = precision;
    return operand;
}

/* The last digit of a number that stands in no cell: no trailing zeros count, as 20万元 may be rounded. */
static int last_digit(struct amount value)
{
    int precision = -value.scale;
    for (int64_t rest = value.coefficient; rest && rest % 10 == 0; rest /= 10)
        precision++;
    return precision;
}

/* The subject that the rule wants, told of this year and in its phase. */
static bool statement_is_meant(const struct checker *checker, const struct record_statement *statement)
{
    const struct rule *rule = checker->rule;
    const struct record_document *document = ledger_document(checker->ledger);
    return statement->has_value && (!statement->year || statement->year == document->fiscal_year) &&
           (!rule->phase ||
            pattern_matches(rule->phase, statement->phase.data ? statement->phase : VIEW_LITERAL(""))) &&
           (!rule->pattern || rule_matches(rule, statement->subject));
}

/* --- percentages: 100 * part / whole --- */

__extension__ typedef __int128 wide; /* products of two coefficients */

/* Both amounts in units of one last digit; false where they do not fit. */
static bool amounts_align(struct amount *a, struct amount *b)
{
    struct amount *coarse = a->scale < b->scale ? a : b;
    int digits = a->scale < b->scale ? b->scale - a->scale : a->scale - b->scale;
    for (; digits > 0; digits--)
        if (__builtin_mul_overflow(coarse->coefficient, 10, &coarse->coefficient))
            return false;
    a->scale = b->scale = MAX(a->scale, b->scale);
    return true;
}

/* factor * a / b with RATIO_DIGITS digits, rounded up; false where it does not fit or b is not above zero. */
static bool amount_divide(struct amount a, struct amount b, int factor, struct amount *ratio)
{
    wide size;
    if (!amounts_align(&a, &b) || b.coefficient <= 0)
        return false;
    size = (wide)a.coefficient * factor;
    for (int i = 0; i < RATIO_DIGITS; i++)
        if (__builtin_mul_overflow(size, 10, &size))
            return false;
    const wide quotient = (size + (size > 0 ? b.coefficient - 1 : 0)) / b.coefficient;
    if (quotient > INT64_MAX || quotient < INT64_MIN)
        return false;
    *ratio = (struct amount){(int64_t)quotient, RATIO_DIGITS};
    return true;
}

/* ratio * error / whole: by how much an error of the whole moves the ratio. */
static bool ratio_error(struct amount ratio, struct amount error, struct amount whole, struct amount *moved)
{
    struct amount relative;
    if (!amount_divide(error, whole, 1, &relative))
        return false;
    const wide size =
        (wide)(ratio.coefficient < 0 ? -ratio.coefficient : ratio.coefficient) * relative.coefficient / 1000000 + 1;
    *moved = (struct amount){(int64_t)size, RATIO_DIGITS};
    return size <= INT64_MAX;
}

/* What `part` is of `whole` in per cent, with the most that rounding of both can have moved it. */
static bool percentage_of(struct amount part, struct amount part_error, struct amount whole, struct amount whole_error,
                          struct sum *sum)
{
    struct amount least, own, others;
    return amount_subtract(whole, whole_error, &least) && amount_divide(part, whole, 100, &sum->value) &&
           amount_divide(part_error, least, 100, &own) && ratio_error(sum->value, whole_error, least, &others) &&
           amount_add(own, others, &sum->tolerance) &&
           amount_add(sum->tolerance, (struct amount){1, RATIO_DIGITS}, &sum->tolerance);
}

static bool percentage_emit(const struct checker *checker, struct record_operand *printed, const struct sum *right,
                            const char *message)
{
    struct sum left = {.quantity = "percent"};
    sum_add(checker, &left, printed, view_of(message));
    return verdict_emit(checker, VIEW_NONE, &left, right);
}

static bool share_check_at(const struct checker *checker, guint index)
{
    const struct record_statement *part = statement_at(checker, index);
    const int of = part->part_of < 0 ? part->share_of : part->part_of;
    if (!part->has_share || !part->has_value || part->counted || of < 0 || of >= (int)index)
        return true;
    const struct record_statement *whole = statement_at(checker, (guint)of);
    struct sum right = {0};
    bool fine = true;
    if (whole->has_value && !whole->counted &&
        percentage_of(part->value, half_digit(part->precision), whole->value, half_digit(whole->precision), &right)) {
        sum_note(checker, &right, operand_of_statement(checker, index, part->value, part->precision), VIEW_NONE);
        sum_note(checker, &right, operand_of_statement(checker, (guint)of, whole->value, whole->precision), VIEW_NONE);
        right.words =
            view_format(checker->reading->arena, "%.*s / %.*s", VIEW_PRINT(part->subject), VIEW_PRINT(whole->subject));
        fine = percentage_emit(checker, operand_of_statement(checker, index, part->share, -part->share.scale), &right,
                               "share told");
    }
    return fine;
}

/* Whether a sentence tells one amount alone: what is said behind it of a change is of that amount. */
static bool statement_is_alone(const struct checker *checker, guint index)
{
    const GPtrArray *statements = ledger_statements(checker->ledger);
    const struct record_statement *statement = statements->pdata[index];
    for (guint i = index ? index - 1 : 0; i < MIN(index + 2, statements->len); i++)
        if (i != index && view_equal(statement_at(checker, i)->quote, statement->quote))
            return false;
    return statement->part_of < 0;
}

/* Whether a percentage is of the change that it was put to.  One that is far from it is a slip where the sentence tells
 * nothing else; where it does, it may be of another figure, and the reader is told. */
static bool percent_belongs(const struct checker *checker, guint index, const struct sum *worked)
{
    const struct record_statement *statement = statement_at(checker, index);
    int64_t size = ABS(worked->value.coefficient), printed = ABS(statement->percent.coefficient);
    for (int i = statement->percent.scale; i < RATIO_DIGITS; i++)
        if (__builtin_mul_overflow(printed, 10, &printed))
            return false;
    if ((printed / UNLIKELY_RATIO <= size && size / UNLIKELY_RATIO <= printed) || statement_is_alone(checker, index))
        return true;
    char change[AMOUNT_TEXT_SIZE], percent[AMOUNT_TEXT_SIZE], value[AMOUNT_TEXT_SIZE], ratio[AMOUNT_TEXT_SIZE];
    amount_format(statement->change, change);
    amount_format(statement->value, value);
    amount_format(statement->percent, percent);
    amount_format((struct amount){worked->value.coefficient / 10000, RATIO_DIGITS - 4}, ratio);
    reading_warn(
        checker->reading, statement->page, "change_unclear",
        "\"%.*s\": a change of %s yuan to %s yuan is told as %s per cent, and is %s; the change may be that of "
        "another figure",
        VIEW_PRINT(statement->subject), change, value, percent, ratio);
    return false;
}

static bool change_check_at(const struct checker *checker, guint index)
{
    const struct record_statement *statement = statement_at(checker, index);
    struct amount before, error;
    if (!statement->has_value || statement->counted || !statement->has_change || !statement->has_percent ||
        !statement->change.coefficient || !amount_subtract(statement->value, statement->change, &before))
        return true;
    struct amount change_error = half_digit(MAX(last_digit(statement->change), statement->precision));
    struct sum right = {0};
    bool fine = true;
    if (amount_add(change_error, half_digit(statement->precision), &error) && before.coefficient > 0 &&
        percentage_of(statement->change, change_error, before, error, &right)) {
        sum_note(checker, &right, operand_of_statement(checker, index, statement->change, 0), VIEW_NONE);
        right.words =
            view_format(checker->reading->arena, "%.*s: change / year before", VIEW_PRINT(statement->subject));
        if (percent_belongs(checker, index, &right))
            fine = percentage_emit(checker,
                                   operand_of_statement(checker, index, statement->percent, -statement->percent.scale),
                                   &right, "per cent told");
    }
    return fine;
}

static bool every_statement(const struct checker *checker, bool (*check)(const struct checker *, guint))
{
    for (guint i = 0; i < ledger_statements(checker->ledger)->len; i++)
        if (!check(checker, i))
            return false;
    return true;
}

bool share_check(const struct checker *checker)
{
    return every_statement(checker, share_check_at);
}

bool change_check(const struct checker *checker)
{
    return every_statement(checker, change_check_at);
}

/* --- amounts and numbers: what the prose says = what the tables hold --- */

static bool statement_emit(const struct checker *checker, guint index, struct record_operand *other, struct view words,
                           struct view measure, const char *quantity)
{
    const struct record_statement *statement = statement_at(checker, index);
    struct sum left = {.quantity = quantity}, right = {0};
    sum_add(checker, &left, operand_of_statement(checker, index, statement->value, statement->precision),
            statement->subject);
    sum_add(checker, &right, other, words);
    return verdict_emit(checker, measure, &left, &right);
}

bool stated_check(const struct checker *checker)
{
    struct view measure = VIEW_NONE, words = VIEW_NONE;
    struct record_operand *other = operand_of_figure(checker, checker->rule->whole, &measure, &words);
    for (guint i = 0; other && i < ledger_statements(checker->ledger)->len; i++) {
        const struct record_statement *statement = statement_at(checker, i);
        if (!statement->counted && statement_is_meant(checker, statement) &&
            !statement_emit(checker, i, other, words, measure, NULL))
            return false;
    }
    return true;
}

/* What is printed for a code and told of it. */
struct coded {
    const struct record_amount *amount;  /* the first that a table prints */
    guint table, row;                    /* where that stands */
    int tables, last;                    /* how many print one, and the last of them */
    bool differs;                        /* they do not print the same: the prose may speak of other money */
    const struct record_statement *told; /* the first that tells the code; NULL: none does */
    bool parted;                         /* others tell another amount: each may be a part of it */
    bool whole;                          /* one of them tells what the tables print */
    struct record_operand *operand;
    struct view words;
};

/* The entries of the codes that the tables of the rule's kinds print, by code (struct view *). */
static void codes_note_tables(const struct checker *checker, GHashTable *codes)
{
    struct view measure = view_of(checker->rule->measure);
    for (guint t = 0; t < ledger_count(checker->ledger); t++) {
        const struct ledger_table *table = ledger_table_at(checker->ledger, t);
        const bool meant = pattern_matches(checker->rule->tables, table->record->kind);
        for (guint r = 0; meant && r < table->rows->len; r++) {
            const struct ledger_row *row = ledger_row_at(table, r);
            const struct record_amount *amount =
                row->record->code.size && row->group < 0 ? ledger_amount(row, measure) : NULL;
            if (!amount)
                continue;
            struct coded *coded = g_hash_table_lookup(codes, &row->record->code);
            if (!coded) {
                coded = g_new(struct coded, 1);
                *coded = (struct coded){.amount = amount, .table = t, .row = r, .last = -1};
                g_hash_table_insert(codes, (void *)&row->record->code, coded);
            }
            coded->differs = coded->differs || amount_compare(amount->value, coded->amount->value) != 0;
            coded->tables += (int)t != coded->last;
            coded->last = (int)t;
        }
    }
}

static bool is_coded(const struct checker *checker, const struct record_statement *statement)
{
    enum { ITEM_DIGITS = 7 }; /* 项: above it the prose may speak of a part alone */
    return !statement->counted && statement->code.size == ITEM_DIGITS && statement_is_meant(checker, statement);
}

static void codes_note_statements(const struct checker *checker, GHashTable *codes)
{
    const GPtrArray *statements = ledger_statements(checker->ledger);
    for (guint i = 0; i < statements->len; i++) {
        const struct record_statement *statement = statements->pdata[i];
        struct coded *coded = is_coded(checker, statement) ? g_hash_table_lookup(codes, &statement->code) : NULL;
        struct amount difference;
        if (!coded)
            continue;
        coded->told = coded->told ? coded->told : statement;
        coded->parted = coded->parted || amount_compare(statement->value, coded->told->value) != 0;
        if (!amount_subtract(statement->value, coded->amount->value, &difference))
            continue;
        difference.coefficient = ABS(difference.coefficient);
        coded->whole = coded->whole || amount_compare(difference, half_digit(statement->precision)) <= 0;
    }
}

/* Whether the prose tells what the tables print for the code, and all of it: it tells the code once, or always the same
 * of it, or somewhere what they print.  At least two tables must print it. */
static bool coded_compares(const struct coded *coded)
{
    enum { TABLES_LEAST = 2 };
    return coded->tables >= TABLES_LEAST && !coded->differs && (coded->whole || !coded->parted);
}

static bool coded_check_at(const struct checker *checker, guint index, struct coded *coded)
{
    if (!coded->operand) {
        const struct ledger_table *table = ledger_table_at(checker->ledger, coded->table);
        const struct view code = statement_at(checker, index)->code, measure = view_of(checker->rule->measure);
        coded->words =
            view_format(checker->reading->arena, "%.*s %.*s", VIEW_PRINT(table->record->title), VIEW_PRINT(code));
        coded->operand = operand_of_row(checker, coded->table, coded->row, measure);
    }
    return statement_emit(checker, index, coded->operand, coded->words, view_of(checker->rule->measure), NULL);
}

bool coded_check(const struct checker *checker)
{
    GHashTable *codes = g_hash_table_new_full(view_hash, views_equal, NULL, g_free);
    codes_note_tables(checker, codes);
    codes_note_statements(checker, codes);
    bool fine = true;
    for (guint i = 0; fine && i < ledger_statements(checker->ledger)->len; i++) {
        const struct record_statement *statement = statement_at(checker, i);
        struct coded *coded = is_coded(checker, statement) ? g_hash_table_lookup(codes, &statement->code) : NULL;
        fine = !coded || !coded_compares(coded) || coded_check_at(checker, i, coded);
    }
    g_hash_table_unref(codes);
    return fine;
}

/* How many rows the rule's figure finds or, without one, how many forms of its kinds there are. */
static guint things_count(const struct checker *checker, struct record_operand **other)
{
    if (checker->rule->whole)
        return figure_count(checker, checker->rule->whole, other);
    const GPtrArray *forms = ledger_forms(checker->ledger);
    guint count = 0;
    for (guint i = 0; i < forms->len; i++) {
        if (!checker->rule->by ||
            !view_equal_text(((const struct ledger_form *)forms->pdata[i])->record->kind, checker->rule->by))
            continue;
        if (!count++) {
            *other = record_new(checker->reading->arena, RECORD_OPERAND);
            (*other)->form = (int)i;
        }
    }
    return count;
}

bool counted_check(const struct checker *checker)
{
    struct record_operand *other = NULL;
    guint count = things_count(checker, &other);
    if (!count || !other)
        return true;
    struct view words = view_format(checker->reading->arena, "%s: %u", checker->rule->condition, count);
    other->value = (struct amount){count, 0};
    other->precision = AMOUNT_EXACT;
    for (guint i = 0; i < ledger_statements(checker->ledger)->len; i++) {
        const struct record_statement *statement = statement_at(checker, i);
        if (statement->counted && statement_is_meant(checker, statement) &&
            !statement_emit(checker, i, other, words, VIEW_NONE, "number"))
            return false;
    }
    return true;
}

/* --- forms: the funds of a project = its line in the table of projects --- */

/* What a form calls its project, by the field that the rule's pattern finds; none where it does not. */
static struct view form_project(const struct checker *checker, const struct ledger_form *form)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct record_field *field = form->fields->pdata[i];
        if (rule_matches(checker->rule, field->name))
            return field->value;
    }
    return VIEW_NONE;
}

/* The funds of this year, all of them; NULL where they are not printed. */
static const struct record_fund *form_fund(const struct ledger_form *form)
{
    for (guint i = 0; i < form->funds->len; i++) {
        const struct record_fund *fund = form->funds->pdata[i];
        if (fund->printed && view_equal_text(fund->scope, "year") && view_equal_text(fund->name, "total"))
            return fund;
    }
    return NULL;
}

/* The line of the rule's tables that bears the name; NULL where none does, or two with different amounts do. */
static struct record_operand *operand_of_name(const struct checker *checker, struct view name, struct view *words)
{
    struct view measure = view_of(checker->rule->measure);
    const struct record_amount *found = NULL;
    guint found_table = 0, found_row = 0;
    for (guint t = 0; t < ledger_count(checker->ledger); t++) {
        const struct ledger_table *table = ledger_table_at(checker->ledger, t);
        const bool meant = pattern_matches(checker->rule->tables, table->record->kind);
        for (guint r = 0; meant && r < table->rows->len; r++) {
            const struct ledger_row *row = ledger_row_at(table, r);
            const struct record_amount *amount =
                view_equal(row->record->name, name) ? ledger_amount(row, measure) : NULL;
            if (amount && found && amount_compare(amount->value, found->value) != 0)
                return NULL;
            if (!amount || found)
                continue;
            found = amount;
            found_table = t;
            found_row = r;
        }
    }
    if (!found)
        return NULL;
    const struct ledger_table *table = ledger_table_at(checker->ledger, found_table);
    *words = view_format(checker->reading->arena, "%.*s %.*s", VIEW_PRINT(table->record->title), VIEW_PRINT(name));
    return operand_of_row(checker, found_table, found_row, measure);
}

static bool funds_check_at(const struct checker *checker, guint index, struct view name)
{
    const struct ledger_form *form = ledger_forms(checker->ledger)->pdata[index];
    const struct record_fund *fund = form_fund(form);
    struct view words = VIEW_NONE;
    struct record_operand *other = fund ? operand_of_name(checker, name, &words) : NULL, *own;
    if (!other)
        return true;
    own = record_new(checker->reading->arena, RECORD_OPERAND);
    own->form = (int)index;
    own->page = form->record->pages.count ? form->record->pages.items[0] : 0;
    own->value = fund->value;
    const struct rule *unit = ruleset_match(checker->reading->rules, RULE_UNIT, form->record->unit);
    own->precision = unit && unit->power == 0 ? 0 : last_digit(fund->value);
    struct sum left = {0}, right = {0};
    sum_add(checker, &left, own, name);
    sum_add(checker, &right, other, words);
    return verdict_emit(checker, view_of(checker->rule->measure), &left, &right);
}

/* Where two forms bear one name the line may be the sum of both. */
bool funds_check(const struct checker *checker)
{
    const GPtrArray *forms = ledger_forms(checker->ledger);
    struct view *names = ARENA_ARRAY(checker->reading->arena, struct view, forms->len);
    GHashTable *counts = g_hash_table_new(view_hash, views_equal); /* of the forms that bear a name */
    bool fine = true;
    for (guint i = 0; i < forms->len; i++) {
        names[i] = form_project(checker, forms->pdata[i]);
        g_hash_table_insert(counts, &names[i],
                            GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(counts, &names[i])) + 1));
    }
    for (guint i = 0; fine && i < forms->len; i++)
        fine = view_is_empty(names[i]) || GPOINTER_TO_INT(g_hash_table_lookup(counts, &names[i])) > 1 ||
               funds_check_at(checker, i, names[i]);
    g_hash_table_unref(counts);
    return fine;
}
