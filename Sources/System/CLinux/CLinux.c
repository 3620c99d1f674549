#define _GNU_SOURCE 1
#include "CLinux.h"
#include <errno.h>
#include <sys/socket.h>

int linux_accept4(int fd, int flags) { return accept4(fd, 0, 0, flags); }

int linux_peer_credentials(int fd, int *pid, unsigned *uid, unsigned *gid) {
    struct ucred c;
    socklen_t n = sizeof c;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &n) < 0) return -errno;
    *pid = c.pid;
    *uid = c.uid;
    *gid = c.gid;
    return 0;
}
