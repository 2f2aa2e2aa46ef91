/* evil_worker.h - a worker that says what no worker says, or says it as none does
 *
 * The test program is its own evil worker: started with --worker it reads how to behave
 * from its job. "honest" tells the truth of lies.h, "lie N" one of its lies. */
#ifndef CHOSHO_EVIL_WORKER_H
#define CHOSHO_EVIL_WORKER_H

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/lies.h"

static void send_raw(uint32_t length, uint8_t type, const void *bytes, size_t size)
{
    uint8_t head[5] = {(uint8_t)length, (uint8_t)(length >> 8), (uint8_t)(length >> 16),
            (uint8_t)(length >> 24), type};

    (void)!write(1, head, sizeof(head));
    (void)!write(1, bytes, size);
}

static void say_what_is_open(struct protocol_writer *writer)
{
    char text[1024] = "";
    struct error err = {0};

    for (int fd = 0; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "%d ", fd);
    }
    (void)!lies_send_error(writer, ERROR_UNREADABLE, text, &err);
}

static void say_what_came_along(struct protocol_writer *writer)
{
    extern char **environ;
    char text[256];
    struct error err = {0};
    mode_t mask = umask(0);

    snprintf(text, sizeof(text), "environment %s umask %03o interrupt %s",
            *environ ? *environ : "empty", (unsigned)mask,
            signal(SIGINT, SIG_DFL) == SIG_IGN ? "ignored" : "taken");
    (void)!lies_send_error(writer, ERROR_UNREADABLE, text, &err);
}

static void talk_for_ever(struct protocol_writer *writer)
{
    struct error err = {0};

    while (lies_send_number(writer, PROTOCOL_PROGRESS, 1, &err))
        ;
}

static void sleep_for_ever(void)
{
    for (;;)
        pause();
}

/* Lies about the protocol itself; what is not told wrongly is told honestly. */
static void tell_raw(struct protocol_writer *writer, const char *how)
{
    static const uint8_t zeros[64];
    struct error err = {0};
    bool ok = true;

    if (strcmp(how, "message first") == 0)
        ok = lies_send_number(writer, PROTOCOL_PROGRESS, 0, &err);
    else if (strcmp(how, "other version") == 0)
        ok = lies_send_hello(writer, PROTOCOL_VERSION + 1, &err);
    else if (strcmp(how, "short hello") == 0)
        send_raw(5, PROTOCOL_HELLO, zeros, 4);
    else if (strcmp(how, "long hello") == 0)
        send_raw(10, PROTOCOL_HELLO, "\1\0\0\0\0\0\0\0\0", 9);
    else if (strcmp(how, "end only") == 0)
        ok = lies_send_end(writer, &err);
    if (!ok || strcmp(how, "nothing") == 0 || !lies_send_hello(writer, 1, &err))
        return;
    if (strcmp(how, "hello twice") == 0)
        ok = lies_send_hello(writer, PROTOCOL_VERSION, &err);
    else if (strcmp(how, "length 0") == 0)
        send_raw(0, PROTOCOL_PROGRESS, NULL, 0);
    else if (strcmp(how, "length over the limit") == 0)
        send_raw(PROTOCOL_FRAME_MAX + 1, PROTOCOL_PROGRESS, zeros, 64);
    else if (strcmp(how, "length beyond all") == 0)
        send_raw(UINT32_MAX, PROTOCOL_PROGRESS, zeros, 64);
    else if (strcmp(how, "type 0") == 0)
        send_raw(1, 0, NULL, 0);
    else if (strcmp(how, "type beyond the last") == 0)
        send_raw(1, PROTOCOL_TYPE_COUNT, NULL, 0);
    else if (strcmp(how, "type 255") == 0)
        send_raw(1, 255, NULL, 0);
    else if (strcmp(how, "short progress") == 0)
        send_raw(5, PROTOCOL_PROGRESS, zeros, 4);
    else if (strcmp(how, "error of no kind") == 0)
        ok = lies_send_error(writer, ERROR_NONE, "", &err);
    else if (strcmp(how, "error cut off") == 0)
        send_raw(5, PROTOCOL_ERROR, "\3\0\0\0", 4);
    else if (strcmp(how, "error and then more") == 0)
        ok = lies_send_error(writer, ERROR_LIMIT, "x", &err);
    if (!lies_tell_middle(writer, NULL, &err))
        return;
    if (strcmp(how, "half a message") == 0)
        send_raw(100, PROTOCOL_PROGRESS, zeros, 20);
    else if (strcmp(how, "end with content") == 0)
        send_raw(9, PROTOCOL_END, zeros, 8);
    else if (strcmp(how, "no end") != 0)
        ok = lies_send_end(writer, &err);
}

static void die(const char *how)
{
    static const struct {
        const char *how;
        int number;
    } signals[] = {{"signal 9", SIGKILL}, {"signal 11", SIGSEGV}, {"signal 6", SIGABRT},
            {"signal 7", SIGBUS}, {"signal 15", SIGTERM}, {"signal 31", SIGSYS},
            {"signal 24", SIGXCPU}, {"signal 4", SIGILL}};

    for (size_t i = 0; i < ARRAY_LENGTH(signals); i++) {
        if (strcmp(signals[i].how, how) == 0)
            raise(signals[i].number);
    }
}

static void behave(struct protocol_writer *writer, const char *how)
{
    struct error err = {0};

    die(how);
    if (strncmp(how, "lie ", 4) == 0) {
        (void)!lies_tell(writer, &lies[strtoul(how + 4, NULL, 10)], &err);
    } else if (strncmp(how, "exit ", 5) == 0) {
        _exit(atoi(how + 5));
    } else if (strcmp(how, "honest") == 0) {
        (void)!lies_tell(writer, NULL, &err);
    } else if (strcmp(how, "slow") == 0) {
        usleep(300000);
        (void)!lies_tell(writer, NULL, &err);
    } else if (strcmp(how, "stall") == 0) {
        (void)!lies_send_hello(writer, PROTOCOL_VERSION, &err);
        sleep_for_ever();
    } else if (strcmp(how, "talk") == 0) {
        (void)!lies_send_hello(writer, PROTOCOL_VERSION, &err);
        talk_for_ever(writer);
    } else if (strcmp(how, "end and stay") == 0) {
        (void)!lies_tell(writer, NULL, &err);
        sleep_for_ever();
    } else if (strcmp(how, "close and stay") == 0) {
        close(1);
        sleep_for_ever();
    } else if (strcmp(how, "fail") == 0) {
        (void)!(lies_send_error(writer, ERROR_REFUSED, "no \x1b[31msandbox\n表\xff",
                        &err) &&
                lies_send_end(writer, &err));
    } else if (strcmp(how, "interrupted") == 0) {
        (void)!(lies_send_error(writer, ERROR_INTERRUPTED, "x", &err) &&
                lies_send_end(writer, &err));
    } else if (strcmp(how, "odd error") == 0) {
        (void)!(lies_send_error(writer, 4711, "x", &err) && lies_send_end(writer, &err));
    } else if (strcmp(how, "open") == 0) {
        say_what_is_open(writer);
        (void)!lies_send_end(writer, &err);
    } else if (strcmp(how, "came along") == 0) {
        say_what_came_along(writer);
        (void)!lies_send_end(writer, &err);
    } else {
        tell_raw(writer, how);
    }
}

static int evil_main(void)
{
    struct protocol_writer writer;
    char how[64] = "";

    if (pread(0, how, sizeof(how) - 1, 0) < 0)
        return 1;
    protocol_writer_init(&writer, 1);
    behave(&writer, how);
    protocol_writer_clear(&writer);
    return 0;
}

#endif
