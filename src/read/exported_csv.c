/* Export-Csv of objects with settings:
 *
 *     #TYPE System.Management.Automation.PSCustomObject               (Windows PowerShell without -NoTypeInformation)
 *     "CertAuthFlags","EnableServerFragmentation","PSPath",…
 *     "4","1","Microsoft.PowerShell.Core\Registry::HKEY_LOCAL_MACHINE\SYSTEM\…\RemoteAccess\Parameters\Ikev2",…
 *
 * Each record is an object; all cells are quoted, so that a number is no text here. Arrays come as the words
 * "System.String[]": whoever takes the value says so. */
#include "read/csv.h"
#include "read/exported.h"
#include "util/text.h"

enum {
    CELLS_LIMIT = 512,   /* columns */
    RECORDS_LIMIT = 4096 /* objects: settings of machines and connections are fewer */
};

static bool next_header(struct span text, size_t *at, struct span *header)
{
    bool is_cut = false;
    while (csv_next_record(text, SIZE_MAX, at, header, &is_cut) && !is_cut)
        if (header->data[0] != '#')
            return true;
    return false;
}

bool exported_csv_has(struct span text, const char *const *names, size_t count)
{
    struct arena *arena = arena_new();
    struct span header, cell;
    size_t at = 0, cells = 0;
    bool found = false;
    if (next_header(text, &at, &header) && header.length < 16 * 1024) {
        uint8_t delimiter = csv_delimiter(header);
        bool is_header = header.data[0] == '"' || span_find(header, delimiter);
        while (is_header && !found && cells++ < CELLS_LIMIT &&
               csv_next_cell(arena, delimiter, &header, &cell))
            for (size_t i = 0; i < count && !found; i++)
                found = text_equal_ignoring_case(text_trim(cell), span_of_text(names[i]));
    }
    arena_free(arena);
    return found;
}

static void place(const struct origin *origin, struct encoding_cursor *cursor, size_t octet,
                  struct exported *out)
{
    out->offset = origin->depth ? origin->offset : encoding_cursor_to(cursor, octet);
    out->line = origin->depth ? origin->line : cursor->line;
}

/* The cells of a record, each a property; false: there are fewer than names. */
static bool take_cells(struct walk *walk, struct span record, uint8_t delimiter, const struct span *names,
                       size_t count, struct exported *object)
{
    struct span cell;
    for (size_t i = 0; i < count; i++) {
        if (!csv_next_cell(walk->arena, delimiter, &record, &cell))
            return false;
        struct exported *member = exported_add(walk->arena, object, EXPORTED_TEXT);
        member->name = names[i];
        member->text = cell;
        member->offset = object->offset;
        member->line = object->line;
    }
    return true;
}

struct exported *exported_csv(struct walk *walk, const struct origin *origin, struct span octets)
{
    struct exported *whole = exported_add(walk->arena, NULL, EXPORTED_LIST);
    struct encoding_found found;
    struct encoding_cursor cursor;
    struct span text, record, names[CELLS_LIMIT];
    size_t at = 0, count = 0;
    bool is_cut = false;
    if (!walk_document(walk, origin, octets, &text, &found) || !exported_is_small(walk, origin, text))
        return whole;
    encoding_cursor_begin(&cursor, text, found);
    if (!next_header(text, &at, &record))
        return whole;
    uint8_t delimiter = csv_delimiter(record);
    while (count < CELLS_LIMIT && csv_next_cell(walk->arena, delimiter, &record, &names[count])) {
        names[count] = text_trim(names[count]);
        count++;
    }
    for (size_t i = 0; csv_next_record(text, SIZE_MAX, &at, &record, &is_cut); i++) {
        struct exported *object = exported_add(walk->arena, whole, EXPORTED_OBJECT);
        place(origin, &cursor, (size_t)(record.data - text.data), object);
        if (i == RECORDS_LIMIT) {
            walk_fail(walk, object->offset, object->line, "csv of more than %d records: the rest is left out",
                      RECORDS_LIMIT);
            break;
        }
        if (is_cut)
            walk_fail(walk, object->offset, object->line, "csv that ends within quotes: cut");
        else if (!take_cells(walk, record, delimiter, names, count, object))
            walk_fail(walk, object->offset, object->line,
                      "csv with fewer cells in this record than in its header: cut");
        if (is_cut)
            object->kind = EXPORTED_NOTHING;
    }
    return whole;
}
