#include "alerter/networks.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

#define MAPPED_BITS 96 /* of the prefix ::ffff:0:0 */

static void map(const void *ipv4, uint8_t to[16]) {
    static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    memcpy(to, prefix, sizeof prefix);
    memcpy(to + sizeof prefix, ipv4, 4);
}

static bool starts_with(const uint8_t address[16], const struct network *network) {
    const unsigned whole = network->bits / 8, rest = network->bits % 8;
    const unsigned mask = 0xff00u >> rest & 0xff;
    return memcmp(address, network->address, whole) == 0 &&
           (rest == 0 || (address[whole] & mask) == (network->address[whole] & mask));
}

/* Bits behind the prefix are a slip of whoever wrote it. */
static bool is_exact(const struct network *network) {
    for (unsigned bit = network->bits; bit < 128; bit++) {
        if (network->address[bit / 8] >> (7 - bit % 8) & 1) {
            return false;
        }
    }
    return true;
}

static bool parse_one(const char *text, struct network *to) {
    char **parts = g_strsplit(text, "/", 2);
    uint8_t ipv4[4];
    guint64 bits = 0;
    bool parsed = false;
    if (parts[0] != NULL) {
        const bool mapped = inet_pton(AF_INET, parts[0], ipv4) == 1;
        const unsigned most = mapped ? 32 : 128;
        parsed =
            (mapped || inet_pton(AF_INET6, parts[0], to->address) == 1) &&
            (parts[1] == NULL || g_ascii_string_to_unsigned(parts[1], 10, 0, most, &bits, NULL));
        if (mapped) {
            map(ipv4, to->address);
        }
        to->bits = (parts[1] == NULL ? most : (unsigned)bits) + (mapped ? MAPPED_BITS : 0);
    }
    g_strfreev(parts);
    return parsed && is_exact(to);
}

bool networks_parse(const char *text, struct networks *to, struct error *error) {
    char **parts = g_strsplit(text == NULL ? "" : text, ",", -1);
    bool parsed = true;
    *to = (struct networks){.list = g_new(struct network, g_strv_length(parts))};
    for (char **part = parts; parsed && *part != NULL; part++) {
        parsed = parse_one(g_strstrip(*part), &to->list[to->count++]);
        if (!parsed) {
            error_set(
                error, ERROR_CONFIG,
                "'%s' is no network; hint: 10.1.0.0/16, fd00::/8, several with commas between",
                *part);
        }
    }
    g_strfreev(parts);
    return parsed;
}

void networks_free(struct networks *networks) {
    g_free(networks->list);
}

static bool bytes_of(const struct sockaddr *address, uint8_t to[16]) {
    switch (address->sa_family) {
    case AF_INET:
        map(&((const struct sockaddr_in *)(const void *)address)->sin_addr, to);
        return true;
    case AF_INET6:
        memcpy(to, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
        return true;
    default:
        return false;
    }
}

bool networks_have(const struct networks *networks, const struct sockaddr *address) {
    uint8_t bytes[16];
    const bool known = bytes_of(address, bytes);
    bool found = false;
    for (size_t i = 0; known && i < networks->count; i++) {
        found |= starts_with(bytes, &networks->list[i]);
    }
    return found;
}
