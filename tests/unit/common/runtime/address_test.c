#include "runtime/address.h"

#include <arpa/inet.h>

#include "support/suite.h"

static void an_address_and_a_port_are_parsed(void) {
    struct addrinfo *address = address_parse("127.0.0.1:9100");
    CU_ASSERT_PTR_NOT_NULL_FATAL(address);
    CU_ASSERT_EQUAL(address->ai_family, AF_INET);
    CU_ASSERT_EQUAL(((const struct sockaddr_in *)(const void *)address->ai_addr)->sin_port,
                    htons(9100));
    freeaddrinfo(address);
}

static void ipv6_stands_in_brackets(void) {
    struct addrinfo *address = address_parse("[::1]:0");
    CU_ASSERT_PTR_NOT_NULL_FATAL(address);
    CU_ASSERT_EQUAL(address->ai_family, AF_INET6);
    freeaddrinfo(address);
}

static void names_and_halves_are_refused(void) {
    static const char *const texts[] = {"",           "9100", "localhost:9100",
                                        "127.0.0.1:", "::1",  "127.0.0.1:http"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CU_ASSERT_PTR_NULL(address_parse(texts[i]));
    }
}

int main(void) {
    static const struct test tests[] = {
        {"an address and a port are parsed", an_address_and_a_port_are_parsed},
        {"IPv6 stands in brackets", ipv6_stands_in_brackets},
        {"names and halves are refused", names_and_halves_are_refused},
        {NULL, NULL},
    };
    return suite_run("address", tests);
}
