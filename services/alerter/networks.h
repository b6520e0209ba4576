/* Ranges of IP addresses, to tell where a webhook may go. */
#ifndef GOLDENTHREAD_NETWORKS_H
#define GOLDENTHREAD_NETWORKS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "runtime/error.h"

/* What is not for the public internet: this host, private and link-local networks, carrier-grade
 * NAT, documentation and benchmarks, multicast, and the IPv6 ranges that carry an IPv4 address to
 * somewhere else (IANA's special-purpose registries). Clouds serve their credentials from
 * 169.254.169.254. */
#define NETWORKS_NOT_PUBLIC                                                                  \
    "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,"           \
    "192.0.0.0/24,192.0.2.0/24,192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24," \
    "203.0.113.0/24,224.0.0.0/4,240.0.0.0/4,"                                                \
    "::/96,64:ff9b::/96,64:ff9b:1::/48,100::/64,2001::/23,2001:db8::/32,2002::/16,fc00::/7," \
    "fe80::/10,fec0::/10,ff00::/8"

/* An IPv4 address is kept as IPv6 has it, ::ffff:a.b.c.d. */
struct network {
    uint8_t address[16];
    unsigned bits;
};

struct networks { /* zeroed is none */
    struct network *list;
    size_t count;
};

/* "10.1.0.0/16,fd00::/8,127.0.0.1"; NULL and "" are none. False and *error (ERROR_CONFIG) names
 * the part that is no network. */
bool networks_parse(const char *text, struct networks *to, struct error *error) MUST_CHECK;
void networks_free(struct networks *networks);

bool networks_have(const struct networks *networks, const struct sockaddr *address);

#endif
