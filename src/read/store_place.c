/* Names that the registry, PowerShell and people give to stores: pki/stores.c has them. */
#include "read/store_place.h"
#include "util/text.h"

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

enum store_place store_place_of_path(const char *path)
{
    struct span rest = span_of_text(path), file = cut_last_part(&rest), folder = cut_last_part(&rest);
    for (size_t i = file.length; i > 1; i--) {
        if (file.data[i - 1] == '.') {
            file.length = i - 1;
            break;
        }
    }
    enum store_place place = store_place_of_name(file);
    if (place == PLACE_OTHER)
        place = store_place_of_name(folder);
    return place == PLACE_OTHER ? PLACE_UNSAID : place;
}

/* "HKEY_CURRENT_USER\Software\…", "…::CurrentUser\My": what only one user has. */
enum store_place store_place_said(struct span name, struct span store_path)
{
    static const char *const of_users[] = { "HKEY_CURRENT_USER", "HKEY_USERS", "CurrentUser" };
    enum store_place place = store_place_of_name(name);
    for (size_t i = 0; i < COUNT_OF(of_users) && place == PLACE_MY; i++)
        if (text_find_ignoring_case(store_path, 0, of_users[i]) < store_path.length)
            place = PLACE_USER_MY;
    return place;
}

enum store_place store_place_shown(struct span name, struct span store_path)
{
    static const char *const added[] = { "\\Policies\\", "\\EnterpriseCertificates\\" };
    for (size_t i = 0; i < COUNT_OF(added); i++)
        if (text_find_ignoring_case(store_path, 0, added[i]) < store_path.length)
            return PLACE_OTHER;
    return store_place_said(name, store_path);
}

enum store_place store_place_of(const struct object *object, bool *named)
{
    *named = !object->context.store.data;
    return *named ? store_place_of_path(object->path)
                  : store_place_said(object->context.store, object->context.store_path);
}
