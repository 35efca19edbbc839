/* Records what a process writes and syncs in one folder, for a replay of a power loss.
 *
 * Loaded by LD_PRELOAD. RECORDED_FOLDER is the folder, RECORD_FILE takes the records, one after
 * the other: a letter (W write, T truncate, S sync, U unlink, R rename, L link), the length of the file's name, the
 * offset and the length as 64-bit numbers, the name, and the bytes of a write or the new name. The folder
 * itself is called ".". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_linkat)(int, const char *, int, const char *, int);
static int (*real_link)(const char *, const char *);

__attribute__((constructor)) static void begin(void)
{
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_linkat = dlsym(RTLD_NEXT, "linkat");
    real_link = dlsym(RTLD_NEXT, "link");
    const char *file = getenv("RECORD_FILE");
    if (file)
        out = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static const char *within(const char *path)
{
    const char *folder = getenv("RECORDED_FOLDER");
    if (out < 0 || !folder)
        return NULL;
    size_t start = strlen(folder);
    if (!strcmp(path, folder))
        return ".";
    if (strncmp(path, folder, start) || path[start] != '/' || strchr(path + start + 1, '/'))
        return NULL;
    return path + start + 1;
}

static const char *name_of(int descriptor, char *path, size_t room)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, room - 1);
    if (length < 0)
        return NULL;
    path[length] = 0;
    return within(path);
}

static void put(char kind, const char *name, off64_t offset, const void *data, uint64_t length)
{
    if (name) {
        uint64_t head[3] = {strlen(name), (uint64_t)offset, length};
        pthread_mutex_lock(&lock);
        real_write(out, &kind, 1);
        real_write(out, head, sizeof head);
        real_write(out, name, head[0]);
        if (kind == 'W' || kind == 'R' || kind == 'L')
            real_write(out, data, length);
        pthread_mutex_unlock(&lock);
    }
}

static void record(char kind, int descriptor, off64_t offset, const void *data, uint64_t length)
{
    char path[4096];
    int before = errno;
    put(kind, name_of(descriptor, path, sizeof path), offset, data, length);
    errno = before;
}

int unlink(const char *path)
{
    int done = real_unlink(path);
    int before = errno;
    if (!done)
        put('U', within(path), 0, NULL, 0);
    errno = before;
    return done;
}

static int linked(int done, const char *from, const char *to)
{
    int before = errno;
    const char *name = within(to);
    if (!done && name)
        put('L', within(from), 0, name, strlen(name));
    errno = before;
    return done;
}

int link(const char *from, const char *to)
{
    return linked(real_link(from, to), from, to);
}

int linkat(int there, const char *from, int here, const char *to, int flags)
{
    return linked(real_linkat(there, from, here, to, flags), from, to);
}

int rename(const char *from, const char *to)
{
    int done = real_rename(from, to);
    int before = errno;
    const char *name = within(to);
    if (!done && name)
        put('R', within(from), 0, name, strlen(name));
    errno = before;
    return done;
}

ssize_t write(int descriptor, const void *data, size_t length)
{
    off64_t at = descriptor == out ? 0 : lseek64(descriptor, 0, SEEK_CUR);
    ssize_t done = real_write(descriptor, data, length);
    if (done > 0 && descriptor != out)
        record('W', descriptor, at < 0 ? 0 : at, data, (uint64_t)done);
    return done;
}

ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset)
{
    ssize_t done = real_pwrite(descriptor, data, length, offset);
    if (done > 0)
        record('W', descriptor, offset, data, (uint64_t)done);
    return done;
}

ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t offset)
{
    ssize_t done = real_pwrite64(descriptor, data, length, offset);
    if (done > 0)
        record('W', descriptor, offset, data, (uint64_t)done);
    return done;
}

int fsync(int descriptor)
{
    int done = real_fsync(descriptor);
    if (!done)
        record('S', descriptor, 0, NULL, 0);
    return done;
}

int fdatasync(int descriptor)
{
    int done = real_fdatasync(descriptor);
    if (!done)
        record('S', descriptor, 0, NULL, 0);
    return done;
}

int ftruncate(int descriptor, off_t length)
{
    int done = real_ftruncate(descriptor, length);
    if (!done)
        record('T', descriptor, length, NULL, 0);
    return done;
}

int ftruncate64(int descriptor, off64_t length)
{
    int done = real_ftruncate64(descriptor, length);
    if (!done)
        record('T', descriptor, length, NULL, 0);
    return done;
}
