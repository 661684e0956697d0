/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/digest.h"
#include "tests/unit/test.h"

/* The examples of FIPS 180-2, appendix B, and the empty message. */
static void examples_of_the_standard(void **state)
{
    static const struct {
        const char *text, *digest;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[DIGEST_TEXT_SIZE];
        digest_sha256(cases[i].text, strlen(cases[i].text), text);
        assert_string_equal(text, cases[i].digest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(examples_of_the_standard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
