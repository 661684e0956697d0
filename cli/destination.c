/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/destination.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/finished.h"
#include "cli/options.h"

enum {
    SYNC_MICROSECONDS = G_USEC_PER_SEC,
    LOCK_TRIES = 10,                /* while other runs replace the file */
    NAME_BYTES_MAX = NAME_MAX - 20, /* of a document's name: what is put behind it must fit, and .XXXXXX meanwhile */
};

struct destination {
    char *path; /* NULL: standard output */
    bool folder;
    int lock;                  /* of a folder, held open; -1: none */
    int descriptor;            /* of the file, or standard output; -1 for a folder */
    off_t size;                /* of the whole documents in a regular file; -1 where it is something else */
    gint64 synced;             /* monotonic, microseconds */
    struct finished *finished; /* what earlier runs wrote; NULL where there was none */
    GHashTable *names;         /* of files in a folder that are taken (char *) */
};

static bool fail(const struct destination *destination, struct error *error)
{
    return error_set(error, ERROR_OUTPUT, 0, "%s%scannot write: %s", destination->path ? destination->path : "",
                     destination->path ? ": " : "", g_strerror(errno));
}

static bool refuse(const struct destination *destination, struct error *error)
{
    return error_set(error, ERROR_USAGE, 0,
                     "%s holds documents already: --resume goes on with them; remove it to begin anew",
                     destination->path);
}

static bool refuse_shared(const struct destination *destination, struct error *error)
{
    return error_set(error, ERROR_USAGE, 0, "%s: another run is writing it", destination->path);
}

static char *state_path(const struct destination *destination)
{
    return destination->folder ? g_build_filename(destination->path, ".state", NULL)
                               : g_strconcat(destination->path, ".state", NULL);
}

/* --- a file of lines --- */

/* Locks what is written for this run; where the system has no locks for it, it goes without. */
static bool lock_take(const struct destination *destination, int descriptor, struct error *error)
{
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK || refuse_shared(destination, error);
}

/* Opens the file for writing; false with the error set. */
static bool open_descriptor(struct destination *destination, struct stat *status, struct error *error)
{
    destination->descriptor = open(destination->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (destination->descriptor < 0 && errno == ENXIO) /* a pipe without a reader */
        return fail(destination, error);
    if (destination->descriptor < 0)
        destination->descriptor = open(destination->path, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (destination->descriptor < 0 || fstat(destination->descriptor, status) != 0)
        return fail(destination, error);
    return true;
}

/* Whether the file that is open is still the one of that path, and what is in it now that it is locked. */
static bool is_current(const struct destination *destination, struct stat *status)
{
    struct stat named;
    return fstat(destination->descriptor, status) == 0 && stat(destination->path, &named) == 0 &&
           named.st_dev == status->st_dev && named.st_ino == status->st_ino;
}

static bool open_file(struct destination *destination, const struct options *options, struct error *error)
{
    struct stat status;
    if (!open_descriptor(destination, &status, error))
        return false;
    if (!S_ISREG(status.st_mode)) {
        destination->size = -1;
        return !options->resume || error_set(error, ERROR_USAGE, 0, "--resume: %s is no file", destination->path);
    }
    if (!lock_take(destination, destination->descriptor, error))
        return false;
    for (int tries = 0; !is_current(destination, &status); tries++) { /* another run has put a new one in its place */
        close(destination->descriptor);
        destination->descriptor = -1;
        if (tries == LOCK_TRIES)
            return refuse_shared(destination, error);
        if (!open_descriptor(destination, &status, error) || !lock_take(destination, destination->descriptor, error))
            return false;
    }
    destination->size = status.st_size;
    return !status.st_size || options->resume || refuse(destination, error);
}

/* Reads what is there, cuts a torn line off and, where they are to be read again, the documents that failed. */
static bool resume_file(struct destination *destination, bool retry, struct error *error)
{
    off_t whole = finished_read_lines(destination->finished, destination->descriptor, destination->path, retry, error);
    if (whole < 0)
        return false;
    if (retry && finished_failures(destination->finished)) {
        const int other = finished_rewrite(destination->descriptor, destination->path, &whole, error);
        if (other < 0)
            return false;
        close(destination->descriptor);
        destination->descriptor = other;
    }
    if (whole < destination->size && ftruncate(destination->descriptor, whole) != 0)
        return fail(destination, error);
    destination->size = whole;
    return true;
}

/* --- a folder --- */

/* Whether a file in the folder has the name of a document. */
static bool folder_has_documents(const char *path)
{
    bool found = false;
    GDir *folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder && !found && (name = g_dir_read_name(folder));)
        found = g_str_has_suffix(name, ".json");
    if (folder)
        g_dir_close(folder);
    return found;
}

/* What a run has written into it, its state beside, is not written over. */
static bool open_folder(struct destination *destination, const struct options *options, struct error *error)
{
    if (mkdir(destination->path, 0777) != 0 && errno != EEXIST)
        return fail(destination, error);
    if (access(destination->path, W_OK | X_OK) != 0)
        return fail(destination, error);
    destination->lock = open(destination->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (destination->lock >= 0 && !lock_take(destination, destination->lock, error))
        return false;
    char *state = state_path(destination);
    const bool kept = g_file_test(state, G_FILE_TEST_EXISTS) && folder_has_documents(destination->path);
    g_free(state);
    return !kept || options->resume || refuse(destination, error);
}

/* Notes what is there; documents that failed are written over where they are to be read again. */
static bool resume_folder(struct destination *destination, bool retry)
{
    GDir *folder = g_dir_open(destination->path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        char *path = g_build_filename(destination->path, name, NULL);
        if (g_str_has_suffix(name, ".json") && finished_read_document(destination->finished, path, retry))
            g_hash_table_add(destination->names, g_strdup(name));
        g_free(path);
    }
    if (folder)
        g_dir_close(folder);
    return true;
}

/* Whether no document was written there yet. */
static bool is_empty(const struct destination *destination, const char *state)
{
    return destination->folder ? !g_file_test(state, G_FILE_TEST_EXISTS) && !folder_has_documents(destination->path)
                               : !destination->size;
}

/* Cuts a name that is too long, not within a character. */
static void shorten(char *name)
{
    size_t size = strlen(name);
    if (size <= NAME_BYTES_MAX)
        return;
    for (size = NAME_BYTES_MAX; size > 1 && ((unsigned char)name[size] & 0xC0) == 0x80;)
        size--;
    name[size] = '\0';
}

/* The base name of the file, as much of it as can be, with .json behind it; a number in between where that is taken. */
static char *choose_name(struct destination *destination, const char *path)
{
    char *base = strcmp(path, "-") == 0 ? g_strdup("standard-input") : g_path_get_basename(path);
    shorten(base);
    char *name = g_strconcat(base, ".json", NULL);
    for (unsigned number = 2; g_hash_table_contains(destination->names, name); number++) {
        g_free(name);
        name = g_strdup_printf("%s-%u.json", base, number);
    }
    g_free(base);
    g_hash_table_add(destination->names, name);
    return name;
}

static bool put_file(struct destination *destination, const char *path, const char *document, size_t size,
                     struct error *error)
{
    GError *problem = NULL;
    char *whole = g_build_filename(destination->path, choose_name(destination, path), NULL);
    if (!g_file_set_contents_full(whole, document, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &problem))
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot write: %s", whole, problem->message);
    g_clear_error(&problem);
    g_free(whole);
    return !error_is_set(error);
}

/* --- both --- */

struct destination *destination_open(const struct options *options, struct error *error)
{
    const char *path = options->output && strcmp(options->output, "-") != 0 ? options->output : NULL;
    struct destination *destination = g_new0(struct destination, 1);
    destination->path = g_strdup(path);
    destination->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    destination->descriptor = path ? -1 : STDOUT_FILENO;
    destination->lock = -1;
    destination->size = -1;
    destination->folder = path && (g_str_has_suffix(path, "/") || g_file_test(path, G_FILE_TEST_IS_DIR));
    if (!path)
        return destination;
    bool open = destination->folder ? open_folder(destination, options, error) : open_file(destination, options, error);
    if (open && destination_is_kept(destination)) {
        char *state = state_path(destination);
        destination->finished = finished_new();
        if (!options->resume || is_empty(destination, state))
            open = finished_state_write(state, options, error);
        else
            open = finished_state_check(state, destination->path, options, error) &&
                   (destination->folder ? resume_folder(destination, options->retry_errors)
                                        : resume_file(destination, options->retry_errors, error));
        g_free(state);
    }
    if (open)
        return destination;
    destination_close(destination, error);
    return NULL;
}

void destination_close(struct destination *destination, struct error *error)
{
    if (!destination)
        return;
    if (destination->size >= 0 && destination->descriptor >= 0 && fdatasync(destination->descriptor) != 0)
        fail(destination, error);
    if (destination->path && destination->descriptor >= 0 && close(destination->descriptor) != 0)
        fail(destination, error);
    if (destination->lock >= 0)
        close(destination->lock);
    finished_free(destination->finished);
    g_hash_table_destroy(destination->names);
    g_free(destination->path);
    g_free(destination);
}

bool destination_take_finished(struct destination *destination, const char *path, const char *digest)
{
    return destination->finished && finished_take(destination->finished, path, digest);
}

bool destination_has_content(const struct destination *destination, const char *digest)
{
    return destination->finished && finished_has_content(destination->finished, digest);
}

static bool write_whole(int descriptor, const char *data, size_t size)
{
    while (size) {
        const ssize_t written = write(descriptor, data, size);
        if (written < 0 && errno != EINTR)
            return false;
        data += MAX(written, 0);
        size -= (size_t)MAX(written, 0);
    }
    return true;
}

bool destination_put(struct destination *destination, const char *path, const char *document, size_t size,
                     struct error *error)
{
    if (destination->folder)
        return put_file(destination, path, document, size, error);
    if (!write_whole(destination->descriptor, document, size)) {
        fail(destination, error);
        if (destination->size >= 0 && ftruncate(destination->descriptor, destination->size) != 0)
            return false; /* the next run cuts it off */
        return false;
    }
    if (destination->size < 0)
        return true;
    destination->size += (off_t)size;
    const gint64 now = g_get_monotonic_time();
    if (now - destination->synced < SYNC_MICROSECONDS)
        return true;
    destination->synced = now;
    return fdatasync(destination->descriptor) == 0 || fail(destination, error);
}

bool destination_is_kept(const struct destination *destination)
{
    return destination->folder || destination->size >= 0;
}
