#include "alerter/networks.h"

#include <arpa/inet.h>
#include <string.h>

#include "support/suite.h"

static bool has(const char *networks, const char *address) {
    struct networks parsed = {0};
    struct sockaddr_storage storage = {0};
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)&storage;
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)&storage;
    if (inet_pton(AF_INET, address, &ipv4->sin_addr) == 1) {
        storage.ss_family = AF_INET;
    } else {
        CU_ASSERT_EQUAL_FATAL(inet_pton(AF_INET6, address, &ipv6->sin6_addr), 1);
        storage.ss_family = AF_INET6;
    }
    CU_ASSERT_TRUE(networks_parse(networks, &parsed, NULL));
    const bool found = networks_have(&parsed, (const struct sockaddr *)&storage);
    networks_free(&parsed);
    return found;
}

static void a_network_has_its_addresses_and_no_other(void) {
    CU_ASSERT_TRUE(has("10.20.0.0/16", "10.20.255.255"));
    CU_ASSERT_FALSE(has("10.20.0.0/16", "10.21.0.0"));
    CU_ASSERT_TRUE(has("172.16.0.0/12", "172.31.255.255"));
    CU_ASSERT_FALSE(has("172.16.0.0/12", "172.32.0.0"));
    CU_ASSERT_TRUE(has("fe80::/10", "febf::1"));
    CU_ASSERT_FALSE(has("fe80::/10", "fec0::1"));
    CU_ASSERT_TRUE(has("0.0.0.0/0", "8.8.8.8"));
    CU_ASSERT_FALSE(has("0.0.0.0/0", "2a00::1"));
}

static void an_address_alone_is_a_network_of_one(void) {
    CU_ASSERT_TRUE(has("127.0.0.1", "127.0.0.1"));
    CU_ASSERT_FALSE(has("127.0.0.1", "127.0.0.2"));
    CU_ASSERT_TRUE(has("::1", "::1"));
    CU_ASSERT_FALSE(has("::1", "::2"));
}

static void several_stand_with_commas_between(void) {
    CU_ASSERT_TRUE(has("10.0.0.0/8, fd00::/8", "fd12::1"));
    CU_ASSERT_TRUE(has("10.0.0.0/8, fd00::/8", "10.1.1.1"));
    CU_ASSERT_FALSE(has("", "10.1.1.1"));
    CU_ASSERT_FALSE(has(NULL, "10.1.1.1"));
}

static void an_ipv4_address_is_the_same_inside_ipv6(void) {
    CU_ASSERT_TRUE(has("10.0.0.0/8", "::ffff:10.1.2.3"));
    CU_ASSERT_TRUE(has("::ffff:10.0.0.0/104", "10.1.2.3"));
    CU_ASSERT_FALSE(has("10.0.0.0/8", "::ffff:11.1.2.3"));
}

static void what_is_no_network_is_named(void) {
    static const char *const texts[] = {"10.0.0.0/33", "10.0.0.1/8",  "fd00::/129", "localhost",
                                        "10.0.0.0/",   "10.0.0.0/-1", "10.0.0/8",   "127.0.0.1,"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct networks parsed = {0};
        struct error error = {0};
        CU_ASSERT_FALSE(networks_parse(texts[i], &parsed, &error));
        CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "is no network; hint: "));
        networks_free(&parsed);
    }
}

static void private_and_special_addresses_are_not_public(void) {
    static const char *const addresses[] = {"127.0.0.1",
                                            "10.0.0.1",
                                            "172.20.1.1",
                                            "192.168.1.1",
                                            "169.254.169.254",
                                            "100.64.0.1",
                                            "0.0.0.0",
                                            "224.0.0.1",
                                            "255.255.255.255",
                                            "::1",
                                            "::",
                                            "fd00::1",
                                            "fe80::1",
                                            "ff02::1",
                                            "::ffff:10.0.0.1",
                                            "64:ff9b::7f00:1",
                                            "2002:7f00:1::",
                                            "2001::1"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        CU_ASSERT_TRUE(has(NETWORKS_NOT_PUBLIC, addresses[i]));
    }
}

static void others_are_public(void) {
    static const char *const addresses[] = {"8.8.8.8",         "172.32.0.1",    "11.0.0.1",
                                            "100.128.0.1",     "1.1.1.1",       "2a00:1450::1",
                                            "2606:4700::1111", "::ffff:8.8.8.8"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        CU_ASSERT_FALSE(has(NETWORKS_NOT_PUBLIC, addresses[i]));
    }
}

int main(void) {
    static const struct test tests[] = {
        {"a network has its addresses and no other", a_network_has_its_addresses_and_no_other},
        {"an address alone is a network of one", an_address_alone_is_a_network_of_one},
        {"several stand with commas between", several_stand_with_commas_between},
        {"an IPv4 address is the same inside IPv6", an_ipv4_address_is_the_same_inside_ipv6},
        {"what is no network is named", what_is_no_network_is_named},
        {"private and special addresses are not public",
         private_and_special_addresses_are_not_public},
        {"others are public", others_are_public},
        {NULL, NULL},
    };
    return suite_run("networks", tests);
}
