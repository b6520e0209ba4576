#include "runtime/utf8.h"

#include <stdint.h>
#include <string.h>

#include "support/suite.h"

#define VALID(literal) CU_ASSERT_TRUE(utf8_is_valid(literal, sizeof(literal) - 1))
#define INVALID(literal) CU_ASSERT_FALSE(utf8_is_valid(literal, sizeof(literal) - 1))

static void test_text(void) {
    VALID("");
    VALID("a");
    VALID("\x01\x7f");
    VALID("Zo\xc3\xab");
    VALID("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf0\x90\x80\x80");
    VALID("\xf4\x8f\xbf\xbf");
}

static void test_no_text(void) {
    INVALID("\x80");
    INVALID("\xc3");
    INVALID("\xc0\xaf");
    INVALID("\xe0\x9f\xbf");
    INVALID("\xed\xa0\x80");
    INVALID("\xed\xbf\xbf");
    INVALID("\xf0\x8f\xbf\xbf");
    INVALID("\xf4\x90\x80\x80");
    INVALID("\xf8\x88\x80\x80\x80");
    INVALID("\xfe");
}

/* One byte that is no text, anywhere in texts of every length around those of a machine word. */
static void test_every_place(void) {
    static const char bad[] = {'\0', '\x80', '\xff', '\xc3'};
    char text[40];
    for (size_t length = 0; length <= sizeof text; length++) {
        memset(text, 'x', sizeof text);
        CU_ASSERT_TRUE(utf8_is_valid(text, length));
        for (size_t i = 0; i < length * sizeof bad; i++) {
            text[i / sizeof bad] = bad[i % sizeof bad];
            CU_ASSERT_FALSE(utf8_is_valid(text, length));
            text[i / sizeof bad] = 'x';
        }
    }
}

static void test_every_ascii(void) {
    for (char byte = 1; byte > 0 && byte < 0x7f; byte++) {
        char text[9];
        memset(text, byte, sizeof text);
        for (size_t length = 1; length <= sizeof text; length++) {
            CU_ASSERT_TRUE(utf8_is_valid(text, length));
        }
    }
}

int main(void) {
    const struct test tests[] = {
        {"well-formed text of every plane is valid", test_text},
        {"overlong forms, surrogates and fragments are not", test_no_text},
        {"one bad byte is found at every place of every length", test_every_place},
        {"every ASCII character but NUL is text", test_every_ascii},
        {NULL, NULL},
    };
    return suite_run("utf8", tests);
}
