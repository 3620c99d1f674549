#pragma once
/* System calls that Glibc's Swift module does not import, and calls whose pointer types would force unsafe
   rebinding on the Swift side. Plain C types only: no libc header and no _GNU_SOURCE here, or the importer's
   view of fd_set changes.

   Every function gives 0 or a count, or the negative errno, unless it says otherwise. */

/* Sockets. An address is the octets of a struct sockaddr of any family. */
#define LINUX_ADDRESS_OCTETS 128

int linux_accept4(int fd, int flags);
int linux_connect(int fd, const unsigned char *address, unsigned length);
int linux_bind(int fd, const unsigned char *address, unsigned length);
/* SO_ERROR: 0 or a positive errno. */
int linux_socket_error(int fd);
/* 1 when the descriptor is a socket, 0 when it is something else. */
int linux_is_socket(int fd);
/* Own (peer = 0) or peer's (peer = 1) name; `host` gets the numeric host or the Unix path, `family` AF_*. */
int linux_socket_name(int fd, int peer, int *family, char *host, unsigned host_size, unsigned short *port);
/* Resolves; writes up to `max` addresses of LINUX_ADDRESS_OCTETS each. Gives the count, or -(1000 + |EAI_*|)
   for a resolver error without an errno. */
int linux_resolve(const char *host, unsigned short port, int passive, int numeric_only,
                  unsigned char *addresses, unsigned *lengths, int *families, int max);
/* Builds the address of a Unix stream socket; gives its length. */
int linux_unix_address(const char *path, unsigned path_length, unsigned char *address);

/* SO_BINDTODEVICE: what goes over the socket goes over this interface only. */
int linux_bind_to_device(int fd, const char *interface);
/* The first address of an interface that is up, IPv4 before IPv6: 1, or 0 when there is none. `peer` is empty where the
   interface does not join two ends. */
int linux_interface_address(const char *interface, char *local, char *peer, unsigned size);

int linux_peer_credentials(int fd, int *pid, unsigned *uid, unsigned *gid);
/* SO_PEERGROUPS; gives the count. */
int linux_peer_groups(int fd, unsigned *groups, int max);

/* Readiness. Masks are EPOLLIN, EPOLLOUT, ... as the kernel has them; each arming is for one event. */
#define LINUX_READABLE 0x001u
#define LINUX_WRITABLE 0x004u
#define LINUX_ERROR 0x008u
#define LINUX_HANGUP 0x010u
int linux_poll_create(void);
int linux_poll_add(int poll, int fd, unsigned mask, unsigned long long tag);
int linux_poll_arm(int poll, int fd, unsigned mask, unsigned long long tag);
int linux_poll_remove(int poll, int fd);
/* Waits; gives how many tags and masks were written. */
int linux_poll_wait(int poll, unsigned long long *tags, unsigned *masks, int max);

/* Children. Standard input and output are `stdio`, standard error is `err`; every other descriptor is closed; own
   session; empty signal mask and default dispositions. */
int linux_spawn(char *const argv[], char *const envp[], int stdio, int err, int *pid);
int linux_pidfd_open(int pid);
/* Reaps without waiting: 1 when the child has ended (`status` is its exit code, or its signal when *signalled). */
int linux_reap(int pid, int block, int *status, int *signalled);

/* Files. */
int linux_stat(const char *path, int *is_directory, int *is_socket, long long *size);
int linux_modified(const char *path, long long *seconds);
int linux_fstat_size(int fd, long long *size);
int linux_free_space(const char *path, unsigned long long *octets);
/* Number of open descriptors of this process. */
int linux_open_descriptors(void);
int linux_set_descriptor_limit(unsigned long long limit, unsigned long long *previous);

/* Serial ports. Raw, 8 bits, no parity; flow: 0 none, 1 RTS and CTS, 2 XON and XOFF. With `local` the carrier does not
   matter; without it its loss hangs the port up. */
int linux_port_configure(int fd, unsigned speed, int flow, int local);
/* The same with the speed and the flow control that it has. */
int linux_port_make_raw(int fd);
/* Lowers (0) or raises (1) the line that tells the modem that we are there (DTR). */
int linux_port_ready(int fd, int ready);
/* Octets written that have not left yet. */
int linux_port_unsent(int fd);
/* Throws away what was not read and not sent. */
int linux_port_flush(int fd);
