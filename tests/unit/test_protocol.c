/* Length-prefixed messages over a pipe, whole or not at all. */
#include "engine/run/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static int ends[2];

static void set_up(void)
{
    ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
    signal(SIGPIPE, SIG_IGN);
}

static void say(struct protocol_writer *writer, enum protocol_type type, const char *text)
{
    struct error err = {0};
    struct buf *buf = protocol_begin(writer, type, &err);

    ck_assert_ptr_nonnull(buf);
    ck_assert(pack_text(buf, text, &err));
    ck_assert_msg(protocol_send(writer, &err), "%s", err.message);
}

/* The next message's text, NULL where none is whole yet. */
static const char *hear(struct protocol_reader *reader, enum protocol_type *ret_type)
{
    static char text[256];
    struct protocol_frame frame;
    struct error err = {0};
    struct slice slice;
    bool found;

    ck_assert_msg(protocol_next(reader, &frame, &found, &err), "%s", err.message);
    if (!found)
        return NULL;
    *ret_type = frame.type;
    slice = unpack_bytes(&frame.content);
    ck_assert(unpack_is_complete(&frame.content));
    snprintf(text, sizeof(text), "%.*s", (int)slice.size, slice.text);
    return text;
}

static bool read_some(struct protocol_reader *reader)
{
    struct error err = {0};
    bool open;

    ck_assert_msg(protocol_read(reader, ends[0], &open, &err), "%s", err.message);
    return open;
}

START_TEST(messages_arrive_whole_and_in_order)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    CLEANUP(protocol_reader_clear) struct protocol_reader reader;
    enum protocol_type type;

    protocol_writer_init(&writer, ends[1]);
    protocol_reader_init(&reader);
    say(&writer, PROTOCOL_HELLO, "one");
    say(&writer, PROTOCOL_ROW, "");
    say(&writer, PROTOCOL_END, "three");
    ck_assert(read_some(&reader));
    ck_assert_str_eq(hear(&reader, &type), "one");
    ck_assert_int_eq(type, PROTOCOL_HELLO);
    ck_assert_str_eq(hear(&reader, &type), "");
    ck_assert_int_eq(type, PROTOCOL_ROW);
    ck_assert_str_eq(hear(&reader, &type), "three");
    ck_assert_ptr_null(hear(&reader, &type));
    ck_assert(read_some(&reader)); /* nothing there, but open */
    close(ends[1]);
    ck_assert(!read_some(&reader));
}
END_TEST

START_TEST(a_message_may_come_byte_by_byte)
{
    CLEANUP(protocol_reader_clear) struct protocol_reader reader;
    const char bytes[] = {8, 0, 0, 0, PROTOCOL_ROW, 3, 0, 0, 0, 'a', 'b', 'c'};
    enum protocol_type type;

    protocol_reader_init(&reader);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof(bytes); i++) {
            ck_assert_ptr_null(hear(&reader, &type));
            ck_assert_int_eq(write(ends[1], bytes + i, 1), 1);
            ck_assert(read_some(&reader));
        }
        ck_assert_str_eq(hear(&reader, &type), "abc");
    }
}
END_TEST

START_TEST(lengths_and_types_are_checked)
{
    static const uint8_t heads[][5] = {{0, 0, 0, 0, PROTOCOL_ROW},
            {1, 0, 16, 0, PROTOCOL_ROW}, {255, 255, 255, 255, PROTOCOL_ROW},
            {1, 0, 0, 0, 0}, {1, 0, 0, 0, PROTOCOL_TYPE_COUNT}, {1, 0, 0, 0, 255},
            {1, 0, 0, 128, PROTOCOL_ROW}};

    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        CLEANUP(protocol_reader_clear) struct protocol_reader reader;
        struct protocol_frame frame;
        struct error err = {0};
        bool found;

        protocol_reader_init(&reader);
        ck_assert_int_eq(write(ends[1], heads[i], 5), 5);
        ck_assert(read_some(&reader));
        ck_assert_msg(!protocol_next(&reader, &frame, &found, &err), "head %zu", i);
        ck_assert_int_eq(err.code, ERROR_LOST);
    }
}
END_TEST

START_TEST(the_longest_message_fits_and_no_longer)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    static char bytes[PROTOCOL_FRAME_MAX];
    struct error err = {0};
    struct buf *buf;
    int file = memfd_create("pipe", 0); /* that takes any amount */

    ck_assert_int_ge(file, 0);
    protocol_writer_init(&writer, file);
    memset(bytes, 'x', sizeof(bytes));
    buf = protocol_begin(&writer, PROTOCOL_ROW, &err);
    ck_assert(buf_append(buf, bytes, PROTOCOL_FRAME_MAX - 1, &err));
    ck_assert_msg(protocol_send(&writer, &err), "%s", err.message);
    ck_assert_int_eq(lseek(file, 0, SEEK_END), PROTOCOL_FRAME_MAX + 4);
    buf = protocol_begin(&writer, PROTOCOL_ROW, &err);
    ck_assert(!(buf_append(buf, bytes, PROTOCOL_FRAME_MAX, &err) &&
            protocol_send(&writer, &err)));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(a_reader_takes_the_longest_message)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    CLEANUP(protocol_reader_clear) struct protocol_reader reader;
    static char bytes[PROTOCOL_FRAME_MAX];
    struct protocol_frame frame;
    struct error err = {0};
    bool found = false;

    ck_assert_int_ge(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20), 0);
    protocol_reader_init(&reader);
    for (int round = 0; round < 3; round++) {
        size_t sent = 0, size = PROTOCOL_FRAME_MAX + 4;

        memset(bytes, 'x', sizeof(bytes));
        for (found = false; !found;) {
            uint8_t head[5] = {0, 0, 16, 0, PROTOCOL_ROW};
            ssize_t got = sent < 5 ? write(ends[1], head + sent, 5 - sent)
                                   : write(ends[1], bytes, size - sent);

            sent += got > 0 ? (size_t)got : 0;
            ck_assert(read_some(&reader));
            ck_assert_msg(protocol_next(&reader, &frame, &found, &err), "%s",
                    err.message);
        }
        ck_assert_uint_eq((size_t)(frame.content.end - frame.content.at),
                PROTOCOL_FRAME_MAX - 1);
    }
    protocol_writer_init(&writer, -1);
}
END_TEST

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct unpack content = frame->content;

    *(struct slice *)owner = unpack_bytes(&content);
    return frame->type == PROTOCOL_ROW ||
            error_set(err, ERROR_LOST, "type %d", (int)frame->type);
}

START_TEST(in_the_same_process_messages_go_straight)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    struct error err = {0};
    struct slice heard;
    struct buf *buf;

    protocol_writer_init(&writer, -1);
    writer.receive = receive;
    writer.owner = &heard;
    say(&writer, PROTOCOL_ROW, "straight");
    ck_assert_int_eq(memcmp(heard.text, "straight", 8), 0);
    buf = protocol_begin(&writer, PROTOCOL_END, &err);
    ck_assert(pack_text(buf, "x", &err));
    ck_assert(!protocol_send(&writer, &err)); /* what the receiver said */
    ck_assert_int_eq(err.code, ERROR_LOST);
}
END_TEST

START_TEST(a_monitor_that_is_gone_is_an_error)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    struct error err = {0};

    protocol_writer_init(&writer, ends[1]);
    close(ends[0]);
    ck_assert_ptr_nonnull(protocol_begin(&writer, PROTOCOL_END, &err));
    ck_assert(!protocol_send(&writer, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {messages_arrive_whole_and_in_order,
            a_message_may_come_byte_by_byte, lengths_and_types_are_checked,
            the_longest_message_fits_and_no_longer, a_reader_takes_the_longest_message,
            in_the_same_process_messages_go_straight, a_monitor_that_is_gone_is_an_error};

    return unit_run_in("protocol", tests, ARRAY_LENGTH(tests), set_up, NULL);
}
