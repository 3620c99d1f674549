#define _GNU_SOURCE 1
#include "CLinux.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int linux_accept4(int fd, int flags) {
    int n = accept4(fd, 0, 0, flags);
    return n < 0 ? -errno : n;
}

int linux_connect(int fd, const unsigned char *address, unsigned length) {
    return connect(fd, (const struct sockaddr *)address, length) < 0 ? -errno : 0;
}

int linux_bind(int fd, const unsigned char *address, unsigned length) {
    return bind(fd, (const struct sockaddr *)address, length) < 0 ? -errno : 0;
}

int linux_socket_error(int fd) {
    int error = 0;
    socklen_t n = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0) return errno;
    return error;
}

int linux_is_socket(int fd) {
    struct stat s;
    return fstat(fd, &s) == 0 && S_ISSOCK(s.st_mode);
}

int linux_socket_name(int fd, int peer, int *family, char *host, unsigned host_size, unsigned short *port) {
    struct sockaddr_storage a;
    socklen_t n = sizeof a;
    memset(&a, 0, sizeof a);
    if ((peer ? getpeername(fd, (struct sockaddr *)&a, &n) : getsockname(fd, (struct sockaddr *)&a, &n)) < 0)
        return -errno;
    *family = a.ss_family;
    *port = 0;
    if (host_size == 0) return -EINVAL;
    host[0] = 0;
    if (a.ss_family == AF_INET) {
        struct sockaddr_in *v4 = (struct sockaddr_in *)&a;
        *port = ntohs(v4->sin_port);
        if (!inet_ntop(AF_INET, &v4->sin_addr, host, host_size)) return -errno;
    } else if (a.ss_family == AF_INET6) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&a;
        *port = ntohs(v6->sin6_port);
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
            if (!inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, host, host_size)) return -errno;
        } else if (getnameinfo((struct sockaddr *)&a, n, host, host_size, 0, 0, NI_NUMERICHOST) != 0) {
            return -EINVAL;
        }
    } else if (a.ss_family == AF_UNIX) {
        struct sockaddr_un *un = (struct sockaddr_un *)&a;
        size_t length = n > offsetof(struct sockaddr_un, sun_path) ? n - offsetof(struct sockaddr_un, sun_path) : 0;
        length = strnlen(un->sun_path, length);
        if (length >= host_size) return -ENAMETOOLONG;
        memcpy(host, un->sun_path, length);
        host[length] = 0;
    }
    return 0;
}

int linux_resolve(const char *host, unsigned short port, int passive, int numeric_only,
                  unsigned char *addresses, unsigned *lengths, int *families, int max) {
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo hints, *list = 0;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0) | (numeric_only ? AI_NUMERICHOST : 0);
    int rc = getaddrinfo(host[0] ? host : 0, service, &hints, &list);
    if (rc == EAI_SYSTEM) return -errno;
    if (rc == EAI_MEMORY) return -ENOMEM;
    if (rc != 0) return -(1000 + (rc < 0 ? -rc : rc));
    int count = 0;
    for (struct addrinfo *a = list; a && count < max; a = a->ai_next) {
        if (a->ai_addrlen > LINUX_ADDRESS_OCTETS) continue;
        memcpy(addresses + (size_t)count * LINUX_ADDRESS_OCTETS, a->ai_addr, a->ai_addrlen);
        lengths[count] = a->ai_addrlen;
        families[count] = a->ai_family;
        count++;
    }
    freeaddrinfo(list);
    return count;
}

int linux_unix_address(const char *path, unsigned path_length, unsigned char *address) {
    struct sockaddr_un un;
    memset(&un, 0, sizeof un);
    un.sun_family = AF_UNIX;
    if (path_length == 0 || path_length >= sizeof un.sun_path) return -ENAMETOOLONG;
    memcpy(un.sun_path, path, path_length);
    memcpy(address, &un, sizeof un);
    return (int)(offsetof(struct sockaddr_un, sun_path) + path_length + 1);
}

int linux_bind_to_device(int fd, const char *interface) {
    return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)) < 0 ? -errno : 0;
}

static int address_text(const struct sockaddr *address, char *text, unsigned size) {
    text[0] = 0;
    if (!address) return 0;
    socklen_t length = address->sa_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    return getnameinfo(address, length, text, size, 0, 0, NI_NUMERICHOST) == 0;
}

int linux_interface_address(const char *interface, char *local, char *peer, unsigned size) {
    static const int families[] = {AF_INET, AF_INET6};
    struct ifaddrs *list = 0;
    int found = 0;
    if (getifaddrs(&list) < 0) return -errno;
    for (int f = 0; f < 2 && !found; f++)
        for (struct ifaddrs *a = list; a && !found; a = a->ifa_next) {
            if (strcmp(a->ifa_name, interface) != 0 || !(a->ifa_flags & IFF_UP) || !a->ifa_addr) continue;
            if (a->ifa_addr->sa_family != families[f] || !address_text(a->ifa_addr, local, size)) continue;
            address_text(a->ifa_flags & IFF_POINTOPOINT ? a->ifa_dstaddr : 0, peer, size);
            found = 1;
        }
    freeifaddrs(list);
    return found;
}

int linux_peer_credentials(int fd, int *pid, unsigned *uid, unsigned *gid) {
    struct ucred c;
    socklen_t n = sizeof c;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &n) < 0) return -errno;
    *pid = c.pid;
    *uid = c.uid;
    *gid = c.gid;
    return 0;
}

int linux_peer_groups(int fd, unsigned *groups, int max) {
    socklen_t n = (socklen_t)((size_t)max * sizeof(gid_t));
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &n) < 0) return -errno;
    return (int)(n / sizeof(gid_t));
}

_Static_assert(LINUX_READABLE == EPOLLIN && LINUX_WRITABLE == EPOLLOUT, "epoll masks");
_Static_assert(LINUX_ERROR == EPOLLERR && LINUX_HANGUP == EPOLLHUP, "epoll masks");

int linux_poll_create(void) {
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int poll_control(int poll, int operation, int fd, unsigned mask, unsigned long long tag) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = mask | EPOLLONESHOT;
    event.data.u64 = tag;
    return epoll_ctl(poll, operation, fd, &event) < 0 ? -errno : 0;
}

int linux_poll_add(int poll, int fd, unsigned mask, unsigned long long tag) {
    return poll_control(poll, EPOLL_CTL_ADD, fd, mask, tag);
}

int linux_poll_arm(int poll, int fd, unsigned mask, unsigned long long tag) {
    return poll_control(poll, EPOLL_CTL_MOD, fd, mask, tag);
}

int linux_poll_remove(int poll, int fd) { return poll_control(poll, EPOLL_CTL_DEL, fd, 0, 0); }

int linux_poll_wait(int poll, unsigned long long *tags, unsigned *masks, int max) {
    struct epoll_event events[64];
    int count = epoll_wait(poll, events, max < 64 ? max : 64, -1);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        tags[i] = events[i].data.u64;
        masks[i] = events[i].events;
    }
    return count;
}

/* A descriptor of the standard three could be overwritten before it is copied: move it out of the way. */
static int above_standard(int fd, int *made) {
    *made = -1;
    if (fd > 2) return fd;
    return *made = fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

int linux_spawn(char *const argv[], char *const envp[], int stdio, int err, int *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int made_stdio, made_err, rc;
    stdio = above_standard(stdio, &made_stdio);
    err = above_standard(err, &made_err);
    if (stdio < 0 || err < 0) {
        rc = errno;
        if (made_stdio >= 0) close(made_stdio);
        if (made_err >= 0) close(made_err);
        return -rc;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    rc = posix_spawn_file_actions_adddup2(&actions, stdio, 0);
    if (!rc) rc = posix_spawn_file_actions_adddup2(&actions, stdio, 1);
    if (!rc) rc = posix_spawn_file_actions_adddup2(&actions, err, 2);
    if (!rc) rc = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!rc) rc = posix_spawnattr_setsigmask(&attributes, &none);
    if (!rc) rc = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!rc)
        rc = posix_spawnattr_setflags(&attributes,
                                      POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!rc) {
        pid_t child = 0;
        rc = posix_spawnp(&child, argv[0], &actions, &attributes, argv, envp);
        *pid = child;
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (made_stdio >= 0) close(made_stdio);
    if (made_err >= 0) close(made_err);
    return -rc;
}

int linux_pidfd_open(int pid) {
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    return fd < 0 ? -errno : fd;
}

int linux_reap(int pid, int block, int *status, int *signalled) {
    int raw = 0;
    pid_t got;
    do {
        got = waitpid(pid, &raw, block ? 0 : WNOHANG);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return -errno;
    if (got == 0) return 0;
    *signalled = WIFSIGNALED(raw) ? 1 : 0;
    *status = WIFSIGNALED(raw) ? WTERMSIG(raw) : WEXITSTATUS(raw);
    return 1;
}

int linux_stat(const char *path, int *is_directory, int *is_socket, long long *size) {
    struct stat s;
    if (stat(path, &s) < 0) return -errno;
    *is_directory = S_ISDIR(s.st_mode);
    *is_socket = S_ISSOCK(s.st_mode);
    *size = s.st_size;
    return 0;
}

int linux_modified(const char *path, long long *seconds) {
    struct stat s;
    if (stat(path, &s) < 0) return -errno;
    *seconds = s.st_mtim.tv_sec;
    return 0;
}

int linux_fstat_size(int fd, long long *size) {
    struct stat s;
    if (fstat(fd, &s) < 0) return -errno;
    *size = s.st_size;
    return 0;
}

int linux_free_space(const char *path, unsigned long long *octets) {
    struct statvfs s;
    if (statvfs(path, &s) < 0) return -errno;
    *octets = (unsigned long long)s.f_bavail * s.f_frsize;
    return 0;
}

int linux_open_descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    if (!directory) return -errno;
    int count = 0;
    for (struct dirent *e; (e = readdir(directory));)
        if (e->d_name[0] != '.') count++;
    closedir(directory);
    return count - 1;
}

int linux_set_descriptor_limit(unsigned long long limit, unsigned long long *previous) {
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) < 0) return -errno;
    if (previous) *previous = r.rlim_cur;
    r.rlim_cur = limit > r.rlim_max ? r.rlim_max : limit;
    return setrlimit(RLIMIT_NOFILE, &r) < 0 ? -errno : 0;
}

int linux_port_configure(int fd, unsigned speed, int flow, int local) {
    struct termios t;
    if (tcgetattr(fd, &t) < 0) return -errno;
    cfmakeraw(&t);
    t.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS | CLOCAL);
    t.c_cflag |= CREAD | HUPCL | (flow == 1 ? CRTSCTS : 0) | (local ? CLOCAL : 0);
    t.c_iflag &= ~(tcflag_t)(IXANY | IXON | IXOFF);
    if (flow == 2) t.c_iflag |= IXON | IXOFF;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    if (cfsetspeed(&t, speed) < 0) return -errno;
    return tcsetattr(fd, TCSANOW, &t) < 0 ? -errno : 0;
}

int linux_port_make_raw(int fd) {
    struct termios t;
    if (tcgetattr(fd, &t) < 0) return -errno;
    tcflag_t software = t.c_iflag & (IXON | IXOFF);
    cfmakeraw(&t);
    t.c_iflag |= software;
    t.c_cflag &= ~(tcflag_t)CLOCAL;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    return tcsetattr(fd, TCSANOW, &t) < 0 ? -errno : 0;
}

int linux_port_ready(int fd, int ready) {
    int line = TIOCM_DTR;
    return ioctl(fd, ready ? TIOCMBIS : TIOCMBIC, &line) < 0 ? -errno : 0;
}

int linux_port_unsent(int fd) {
    int count = 0;
    return ioctl(fd, TIOCOUTQ, &count) < 0 ? -errno : count;
}

int linux_port_flush(int fd) { return tcflush(fd, TCIOFLUSH) < 0 ? -errno : 0; }
