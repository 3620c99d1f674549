#pragma once
#include <sys/uio.h>
#define SD_JOURNAL_SUPPRESS_LOCATION 1
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
#include <systemd/sd-bus.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

/* systemd's manager on the system bus. Each call blocks for at most 25 s and gives 0 or a negative errno. */

static inline int trunkline_bus_open(sd_bus **bus) { return sd_bus_open_system(bus); }

static inline void trunkline_bus_close(sd_bus *bus) { sd_bus_flush_close_unref(bus); }

/* StartUnit or StopUnit. `name` gets the D-Bus error's name, `message` its text, both cut and possibly empty. */
static inline int trunkline_unit_call(sd_bus *bus, const char *method, const char *unit, char *name, char *message,
                                      size_t size) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    int result = sd_bus_call_method(bus, "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                                    "org.freedesktop.systemd1.Manager", method, &error, 0, "ss", unit, "replace");
    name[0] = message[0] = 0;
    if (error.name) strncat(name, error.name, size - 1);
    if (error.message) strncat(message, error.message, size - 1);
    sd_bus_error_free(&error);
    return result < 0 ? result : 0;
}

/* A property that is a text (`text`, cut) or a number (where `text` is 0). */
static inline int trunkline_unit_property(sd_bus *bus, const char *unit, const char *interface, const char *property,
                                          char *text, size_t size, int32_t *number) {
    char *path = 0, *value = 0;
    int result = sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit, &path);
    if (result < 0) return result;
    if (text) {
        result = sd_bus_get_property_string(bus, "org.freedesktop.systemd1", path, interface, property, 0, &value);
        text[0] = 0;
        if (value) strncat(text, value, size - 1);
    } else {
        result = sd_bus_get_property_trivial(bus, "org.freedesktop.systemd1", path, interface, property, 0, 'i', number);
    }
    free(value);
    free(path);
    return result < 0 ? result : 0;
}

/* 1: a job of the unit's is queued or runs. */
static inline int trunkline_unit_has_job(sd_bus *bus, const char *unit) {
    char *path = 0;
    sd_bus_message *reply = 0;
    uint32_t job = 0;
    const char *job_path = 0;
    int result = sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit, &path);
    if (result < 0) return result;
    result = sd_bus_get_property(bus, "org.freedesktop.systemd1", path, "org.freedesktop.systemd1.Unit", "Job", 0, &reply,
                                 "(uo)");
    if (result >= 0) result = sd_bus_message_read(reply, "(uo)", &job, &job_path);
    sd_bus_message_unref(reply);
    free(path);
    return result < 0 ? result : job != 0;
}
