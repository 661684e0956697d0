/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 1024 * 1024 };

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
    default:
        return ERROR_UNREADABLE;
    }
}

static void fail(struct input *input, int number)
{
    if (number == EISDIR)
        error_set(&input->error, ERROR_DIRECTORY, 0, "it is a folder; extract --recursive reads the PDFs in it");
    error_set(&input->error, code_of_errno(number), 0, "cannot read it: %s", g_strerror(number));
}

static void fail_size(struct input *input, size_t most)
{
    error_set(&input->error, ERROR_TOO_LARGE, 0, "larger than %zu bytes (--max-bytes)", most);
}

static void read_all(struct input *input, int descriptor, size_t most)
{
    struct stat status;
    size_t room = STEP;
    const bool known = fstat(descriptor, &status) == 0;
    if (known && S_ISDIR(status.st_mode)) {
        fail(input, EISDIR);
        return;
    }
    if (known && S_ISREG(status.st_mode) && status.st_size > 0) {
        if ((guint64)status.st_size > most) {
            fail_size(input, most);
            return;
        }
        room = (size_t)status.st_size + 1; /* one more: the end is seen without asking for more memory */
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
        if (input->size > most) {
            fail_size(input, most);
            return;
        }
        if (input->size == room) {
            room *= 2;
            input->data = g_realloc(input->data, room);
        }
    }
}

void input_read_most(struct input *input, const char *path, size_t most)
{
    *input = (struct input){.path = path};
    int descriptor = is_standard_input(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        fail(input, errno);
        return;
    }
    read_all(input, descriptor, most);
    if (descriptor != STDIN_FILENO)
        close(descriptor);
    if (error_is_set(&input->error)) {
        g_clear_pointer(&input->data, g_free);
        input->size = 0;
    }
}

void input_read(struct input *input, const char *path)
{
    input_read_most(input, path, INPUT_BYTES_MAX);
}

char *input_digest(const char *path)
{
    struct stat status;
    int descriptor = is_standard_input(path) ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return NULL;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guchar *part = g_malloc(STEP);
    ssize_t got = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) ? 1 : -1;
    while (got > 0 && (got = read(descriptor, part, STEP)) > 0)
        g_checksum_update(checksum, part, got);
    char *digest = got == 0 ? g_strdup(g_checksum_get_string(checksum)) : NULL;
    g_free(part);
    g_checksum_free(checksum);
    close(descriptor);
    return digest;
}

void input_clear(struct input *input)
{
    g_clear_pointer(&input->data, g_free);
}
