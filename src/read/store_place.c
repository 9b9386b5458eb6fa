/* The stores that are told apart, by the names that the registry, PowerShell and people give them. */
#include "read/store_place.h"
#include "util/text.h"

static enum store_place place_of_name(struct span name)
{
    static const struct {
        const char *name;
        enum store_place place;
    } places[] = {
        { "root", PLACE_ROOT }, { "authroot", PLACE_ROOT },         { "ca", PLACE_CA },
        { "my", PLACE_MY },     { "disallowed", PLACE_DISALLOWED },
    };
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (text_equal_ignoring_case(name, span_of_text(places[i].name)))
            return places[i].place;
    return PLACE_OTHER;
}

static bool is_separator(uint8_t octet)
{
    return octet == '/' || octet == '\\';
}

/* The last part of a path; what is in front of it stays in *path. */
static struct span cut_last_part(struct span *path)
{
    size_t end = path->length;
    while (end && is_separator(path->data[end - 1]))
        end--;
    size_t begin = end;
    while (begin && !is_separator(path->data[begin - 1]))
        begin--;
    path->length = begin;
    return (struct span){ path->data + begin, end - begin };
}

static enum store_place place_of_path(const char *path)
{
    struct span rest = span_of_text(path), file = cut_last_part(&rest), folder = cut_last_part(&rest);
    for (size_t i = file.length; i > 1; i--) {
        if (file.data[i - 1] == '.') {
            file.length = i - 1;
            break;
        }
    }
    enum store_place place = place_of_name(file);
    if (place == PLACE_OTHER)
        place = place_of_name(folder);
    return place == PLACE_OTHER ? PLACE_UNSAID : place;
}

enum store_place store_place_of(const struct object *object, bool *named)
{
    *named = !object->context.store.data;
    return *named ? place_of_path(object->path) : place_of_name(object->context.store);
}
