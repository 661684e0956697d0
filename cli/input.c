/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    INPUT_LIMIT = 1024 * 1024 * 1024, /* bytes of one file; it is held in memory whole */
    STEP = 1024 * 1024,
};

static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

const char *input_name(const char *path)
{
    return is_standard_input(path) ? "standard input" : path;
}

static enum error_code code_of_errno(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return ERROR_MISSING;
    case EISDIR:
        return ERROR_DIRECTORY;
    default:
        return ERROR_UNREADABLE;
    }
}

static void fail(struct input *input, int number)
{
    error_set(&input->error, code_of_errno(number), 0, "cannot read it: %s", g_strerror(number));
}

static void read_all(struct input *input, int descriptor)
{
    struct stat status;
    size_t room = STEP;
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        fail(input, EISDIR);
        return;
    }
    input->data = g_malloc(room);
    for (ssize_t got; (got = read(descriptor, input->data + input->size, room - input->size)) != 0;) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail(input, errno);
            return;
        }
        input->size += (size_t)got;
        if (input->size > INPUT_LIMIT) {
            error_set(&input->error, ERROR_TOO_LARGE, 0, "larger than %d bytes", INPUT_LIMIT);
            return;
        }
        if (input->size == room) {
            room *= 2;
            input->data = g_realloc(input->data, room);
        }
    }
}

void input_read(struct input *input, const char *path)
{
    *input = (struct input){.path = path};
    int descriptor = is_standard_input(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        fail(input, errno);
        return;
    }
    read_all(input, descriptor);
    if (descriptor != STDIN_FILENO)
        close(descriptor);
    if (error_is_set(&input->error)) {
        g_clear_pointer(&input->data, g_free);
        input->size = 0;
    }
}

void input_clear(struct input *input)
{
    g_clear_pointer(&input->data, g_free);
}
