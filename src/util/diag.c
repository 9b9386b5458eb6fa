/* Complaints are kept in the order of finding, up to a limit, and put in the order of places at the end. */
#include "util/diag.h"

static void add(struct diags *diags, enum diag_level level, struct place at, struct place other,
                const char *format, va_list arguments)
{
    if (!diags)
        return;
    diags->errors += level == DIAG_ERROR;
    if (diags->count >= DIAG_LIMIT) {
        diags->dropped++;
        return;
    }
    struct diag *diag = VEC_ADD(diags->arena, diags);
    diag->level = level;
    diag->at = at;
    diag->other = other;
    diag->text = arena_vformat(diags->arena, format, arguments);
}

bool diag_error(struct diags *diags, struct place at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diags, DIAG_ERROR, at, (struct place){ 0 }, format, arguments);
    va_end(arguments);
    return false;
}

bool diag_warning(struct diags *diags, struct place at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diags, DIAG_WARNING, at, (struct place){ 0 }, format, arguments);
    va_end(arguments);
    return false;
}

bool diag_error_with(struct diags *diags, struct place at, struct place other, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diags, DIAG_ERROR, at, other, format, arguments);
    va_end(arguments);
    return false;
}

/* Where a complaint stands: which file (number of the first complaint about it), where in the file, where in what was
 * decoded from there. */
struct order {
    size_t file, outer, inner;
};

static const struct source *file_of(struct place at)
{
    size_t offset;
    return at.source ? source_file(at.source, &offset) : NULL;
}

static struct order order_of(const struct diags *diags, size_t index)
{
    struct place at = diags->items[index].at;
    const struct source *file = file_of(at);
    struct order order = { .outer = at.offset };
    while (file_of(diags->items[order.file].at) != file)
        order.file++;
    if (at.source && at.source->within) {
        source_file(at.source, &order.outer);
        order.inner = at.offset;
    }
    return order;
}

static bool comes_before(struct order a, struct order b)
{
    if (a.file != b.file)
        return a.file < b.file;
    if (a.outer != b.outer)
        return a.outer < b.outer;
    return a.inner < b.inner;
}

/* By insertion: the list has a limit, and complaints about one place keep their order. */
void diags_sort(struct diags *diags)
{
    struct order orders[DIAG_LIMIT];
    for (size_t i = 0; i < diags->count; i++)
        orders[i] = order_of(diags, i);
    for (size_t i = 1; i < diags->count; i++) {
        struct diag diag = diags->items[i];
        struct order order = orders[i];
        size_t to = i;
        for (; to > 0 && comes_before(order, orders[to - 1]); to--) {
            diags->items[to] = diags->items[to - 1];
            orders[to] = orders[to - 1];
        }
        diags->items[to] = diag;
        orders[to] = order;
    }
}
