#pragma once
/* System calls that Glibc's Swift module does not import. Plain C types only:
   no libc header and no _GNU_SOURCE here, or the importer's view of fd_set changes. */

int linux_accept4(int fd, int flags);
int linux_peer_credentials(int fd, int *pid, unsigned *uid, unsigned *gid);
