/* Texts as Windows writes them, and texts that are none.
 *
 * Whatever octets stand in a text, what is handed on is UTF-8: names, values, messages. An octet that is none (0xDB: "Û" of
 * Windows-1252, or half of a character of UTF-8) is put in at many places of many exports, one at a time. */
#include <stdio.h>

#include "facts/facts.h"
#include "pki/settings.h"
#include "read/encoding.h"
#include "read/read.h"
#include "tests/check.h"
#include "tests/fuzz/file.h"
#include "util/platform.h"
#include "util/text.h"

enum {
    OCTETS_MAX = 12000, /* of a file: larger ones have nothing more */
    PLACES = 60,        /* in a file */
    TIME = 1780315200   /* 2026-06-01T12:00:00Z */
};

struct reading {
    const char *file;
    size_t place, heard;
};

/* -- what is handed on ----------------------------------------------------------------------------------------------- */

static void check_utf8(const struct reading *reading, struct span text, const char *what)
{
    if (text.data && !text_is_utf8(text))
        CHECK_SAYING(reading->file, false, "octet %zu: %s '%s' is no UTF-8", reading->place, what,
                     text_escaped(test_arena(), text));
}

static void check_fact(const struct reading *reading, const struct scene *scene, int fact)
{
    const struct value *value = fact_value(scene, scene_leaf(scene), fact);
    bool is_list = value_type_is_list(value->type);
    enum value_type type = value_type_of_items(value->type);
    if (value->state == VALUE_UNKNOWN && value->needs)
        check_utf8(reading, span_of_text(value->needs), fact_at((size_t)fact)->name);
    if (value->state != VALUE_KNOWN || (type != VALUE_TEXT && type != VALUE_HOSTNAME))
        return;
    for (size_t i = 0; i < (is_list ? value_count(value) : 1); i++)
        check_utf8(reading, is_list ? value_item(value, i).span : value->span, fact_at((size_t)fact)->name);
}

static void take_object(void *context, const struct object *object)
{
    struct reading *reading = context;
    struct arena *arena = arena_new();
    struct scene scene;
    const struct object_context *around = &object->context;
    const struct flaws *flaws = object_flaws(object);
    reading->heard++;
    check_utf8(reading, span_of_text(object_label(arena, object)), "its label");
    check_utf8(reading, around->key_provider, "the provider");
    check_utf8(reading, around->friendly_name, "the friendly name");
    check_utf8(reading, around->store, "the store");
    check_utf8(reading, around->store_path, "the path of the store");
    check_utf8(reading, around->request_id, "the request's number");
    check_utf8(reading, around->disposition, "the disposition");
    check_utf8(reading, around->template_name, "the name of the template");
    for (size_t i = 0; flaws && i < flaws->count; i++)
        check_utf8(reading, span_of_text(flaws->items[i].text), "a flaw");
    for (size_t i = 0; object->settings && i < SETTING_COUNT; i++) {
        check_utf8(reading, object->settings->items[i].text, setting_row((enum setting_id)i)->name);
        if (object->settings->items[i].error)
            check_utf8(reading, span_of_text(object->settings->items[i].error), "why it is not understood");
    }
    scene_build(arena, object, NULL, NULL, TIME, &scene);
    for (size_t fact = 0; fact < facts_count(); fact++)
        check_fact(reading, &scene, (int)fact);
    arena_free(arena);
}

static void take_failure(void *context, const struct read_failure *failure)
{
    struct reading *reading = context;
    reading->heard++;
    check_utf8(reading, span_of_text(failure->error), "the message");
}

static void take_store(void *context, struct span name, struct span store_path)
{
    check_utf8(context, name, "the name of the store");
    check_utf8(context, store_path, "the path of the store");
}

/* -- the files ------------------------------------------------------------------------------------------------------- */

static void read_octets(struct reading *reading, struct span octets)
{
    struct read_sink sink = {
        .context = reading, .object = take_object, .failure = take_failure, .store = take_store
    };
    struct reader *reader = reader_new(&(struct read_options){ 0 });
    reader_read(reader, fuzz_file(octets.data, octets.length), &sink);
    reader_free(reader);
}

static void read_with_octets(const char *file)
{
    static const uint8_t odd = 0xdb;
    struct span whole = test_file(file);
    struct reading reading = { .file = file };
    if (whole.length > OCTETS_MAX || span_find(whole, 0))
        return; /* UTF-16, DER */
    size_t step = whole.length / PLACES + 1;
    struct buf octets = { 0 };
    for (reading.place = 0; reading.place < whole.length; reading.place += step) {
        reading.heard = 0;
        buf_clear(&octets);
        buf_add(&octets, (struct span){ whole.data, reading.place });
        buf_add(&octets, (struct span){ &odd, 1 });
        buf_add(&octets, span_from(whole, reading.place));
        read_octets(&reading, buf_span(&octets));
        CHECK_SAYING(file, reading.heard > 0, "with octet %zu: silence", reading.place);
    }
    buf_free(&octets);
}

static void test_odd_octets(void)
{
    static const char *const folders[] = {
        "testdata/settings/good",       "testdata/settings/broken",     "testdata/connections/good",
        "testdata/connections/bad",     "testdata/templates",           "testdata/containers/certutil",
        "testdata/containers/query",    "testdata/containers/dumps",    "testdata/containers/powershell",
        "testdata/containers/registry", "testdata/containers/requests", "testdata/facts",
    };
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *folder = test_path(folders[i]);
        struct path_list files = { 0 };
        struct reading reading = { .file = folders[i] };
        struct read_sink sink = { .context = &reading, .failure = take_failure };
        paths_expand(test_arena(), &folder, 1, &files, &sink);
        CHECK(folders[i], files.count > 0);
        for (size_t k = 0; k < files.count; k++)
            read_with_octets(files.items[k]);
    }
}

/* -- lines ----------------------------------------------------------------------------------------------------------- */

static void test_encoding(void)
{
#define UTF16LE(text)                                                                                        \
    {                                                                                                        \
        (const uint8_t *)(text), sizeof(text) - 1                                                            \
    }
    static const struct {
        const char *name;
        struct span octets;
        const char *encoding;
        const char *want; /* lines, each with its octet in the file and the octet of its third character */
    } rows[] = {
        { "empty", UTF16LE(""), "UTF-8", "" },
        { "ASCII", UTF16LE("abc\nde\n"), "UTF-8", "1@0,2 abc|2@4,6 de|" },
        { "a mark",
          UTF16LE("\xef\xbb\xbf"
                  "abc\r\nde"),
          "UTF-8 with byte order mark", "1@3,5 abc|2@8,10 de|" },
        { "CR", UTF16LE("a\rb\r\n\n\rc"), "UTF-8", "1@0,1 a|2@2,3 b|3@5,5 |4@6,6 |5@7,8 c|" },
        { "UTF-16LE",
          UTF16LE("\xff\xfe"
                  "a\0b\0c\0\r\0\n\0d\0"),
          "UTF-16LE", "1@2,6 abc|2@12,14 d|" },
        { "UTF-16BE", UTF16LE("\xfe\xff\0a\0b\0c\0\n\0d"), "UTF-16BE", "1@2,6 abc|2@10,12 d|" },
        { "UTF-16LE without a mark", UTF16LE("a\0b\0c\0d\0"), "UTF-16LE without byte order mark",
          "1@0,4 abcd|" },
        { "UTF-16BE without a mark", UTF16LE("\0a\0b\0c\0d"), "UTF-16BE without byte order mark",
          "1@0,4 abcd|" },
        { "a surrogate pair",
          UTF16LE("\xff\xfe\x3d\xd8\x00\xde"
                  "a\0"),
          "UTF-16LE",
          "1@2,2 \xf0\x9f\x98\x80"
          "a|" },
        { "half a pair",
          UTF16LE("\xff\xfe\x3d\xd8"
                  "a\0"),
          "UTF-16LE",
          "1@2,2 \xef\xbf\xbd"
          "a|" },
        { "half a unit",
          UTF16LE("\xff\xfe"
                  "a\0b"),
          "UTF-16LE", "1@2,4 a\xef\xbf\xbd|" },
        { "ANSI, line by line", UTF16LE("Z\xfcri\nZ\xc3\xbcrich\n\x80\x81x"), "UTF-8",
          "1@0,1 Z\xc3\xbcri|2@5,7 Z\xc3\xbcrich|3@13,13 \xe2\x82\xac\xef\xbf\xbdx|" },
        { "zeros are no UTF-16", UTF16LE("\0\0\0\0CERT\0\0\0\0"), "UTF-8", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct lines lines;
        struct buf text = { 0 };
        CHECK_TEXT(rows[i].name, encoding_name(encoding_detect(rows[i].octets)), rows[i].encoding);
        lines_begin(&lines, rows[i].octets, NULL, test_arena());
        while (rows[i].want && lines_next(&lines))
            buf_format(&text, "%lu@%zu,%zu %.*s|", (unsigned long)lines.number, lines.offset,
                       lines_file_offset(&lines, 2), (int)lines.text.length, (const char *)lines.text.data);
        lines_end(&lines);
        if (rows[i].want)
            CHECK_TEXT(rows[i].name, text.data ? text.data : "", rows[i].want);
        buf_free(&text);
    }
    CHECK_SPAN_TEXT("code page", encoding_guess(test_arena(), span_of_text("Z\xfcrich \x80 \x81")),
                    "Zürich € \xef\xbf\xbd");
    CHECK_SPAN_TEXT("UTF-8 stays", encoding_guess(test_arena(), span_of_text("Zürich")), "Zürich");
}

/* Lines that cross the pieces in which a stream is read. */
static void test_streamed_lines(void)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < 40000; i++)
        buf_format(&text, "line %zu of a long text%s", i, i % 3 == 0 ? "\r\n" : i % 3 == 1 ? "\n" : "\r");
    const char *path = scratch_path("lines");
    FILE *file = fopen(path, "wb");
    if (!CHECK("written", file && fwrite(text.data, 1, text.length, file) == text.length))
        return;
    fclose(file);
    for (size_t head = 0; head < 20; head++) {
        const char *error;
        uint8_t first[20];
        size_t got, count = 0;
        struct lines lines;
        struct platform_stream *stream = platform_stream_open(path, &error, test_arena());
        CHECK("opened", stream && platform_stream_read(stream, first, head, &got, &error, test_arena()));
        lines_begin(&lines, (struct span){ first, head }, stream, test_arena());
        while (lines_next(&lines)) {
            char *want = arena_format(test_arena(), "line %zu of a long text", count++);
            if (!span_equal_text(lines.text, want) || lines.number != count)
                break;
        }
        CHECK_INT("lines", count, 40000);
        CHECK_INT("octets", lines.rest_offset, text.length);
        lines_end(&lines);
        platform_stream_close(stream);
    }
    buf_free(&text);
}

/* A line longer than the limit is cut between two characters, or it would be none of UTF-8. */
static void test_cut_line(void)
{
    struct buf text = { 0 };
    struct lines lines;
    size_t octets = 0, pieces = 0;
    buf_char(&text, 'a');
    while (text.length <= LINE_LIMIT)
        buf_text(&text, "\xc3\xa9");
    lines_begin(&lines, buf_span(&text), NULL, test_arena());
    while (lines_next(&lines)) {
        CHECK("cut", text_is_utf8(lines.text) && lines.encoding == ENCODING_UTF8);
        CHECK_INT("cut", lines.number, 1);
        octets += lines.text.length;
        pieces++;
    }
    CHECK_INT("cut", octets, text.length);
    CHECK_INT("cut", pieces, 2);
    lines_end(&lines);
    buf_free(&text);
}

CU_TestInfo encoding_tests[] = {
    { "lines", test_encoding },
    { "lines of a stream", test_streamed_lines },
    { "a line that is cut", test_cut_line },
    { "octets that are no UTF-8", test_odd_octets },
    CU_TEST_INFO_NULL,
};
