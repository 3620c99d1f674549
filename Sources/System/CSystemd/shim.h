#pragma once
#include <sys/uio.h>
#define SD_JOURNAL_SUPPRESS_LOCATION 1
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* One journal record: `count` fields of the form NAME=value, the first from 0 to ends[0], and so on. */
static inline int trunkline_journal_send(const uint8_t *octets, const size_t *ends, int count) {
    struct iovec fields[64];
    size_t start = 0;
    if (count > 64) count = 64;
    for (int i = 0; i < count; i++) {
        fields[i].iov_base = (void *)(octets + start);
        fields[i].iov_len = ends[i] - start;
        start = ends[i];
    }
    return sd_journal_sendv(fields, count);
}

/* What sd_listen_fds_with_names(3) allocated. */
static inline void trunkline_free(void *memory) { free(memory); }
