/* The IKE state machine by itself: two of them and the messages between, in every order that
 * matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/vpn/ike.h"

static const struct ike_terms first = {true, true, true, true, true, .wins = true},
                              second = {true, true, true, true, true, .wins = false};

static void test_ike_comes_up_in_two_round_trips(void **state)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};

    (void)state;
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_take(&b, IKE_INIT, &second), IKE_INIT_OK);
    assert_int_equal(ike_take(&a, IKE_INIT_OK, &first), IKE_AUTH);
    assert_int_equal(ike_take(&b, IKE_AUTH, &second), IKE_AUTH_OK);
    assert_int_equal(b.phase, IKE_UP);
    assert_int_not_equal(a.phase, IKE_UP);
    assert_int_equal(ike_take(&a, IKE_AUTH_OK, &first), IKE_NOTHING);
    assert_int_equal(a.phase, IKE_UP);
    assert_int_equal(ike_try(&a), IKE_NOTHING);
}

static void test_ike_of_two_attempts_the_first_name_wins(void **state)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};

    (void)state;
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_try(&b), IKE_INIT);
    assert_int_equal(ike_take(&a, IKE_INIT, &first), IKE_INIT_LEFT);
    assert_int_equal(ike_take(&b, IKE_INIT_LEFT, &second), IKE_NOTHING);
    assert_int_equal(ike_take(&b, IKE_INIT, &second), IKE_INIT_OK);
    assert_int_equal(ike_take(&b, IKE_INIT_OK, &second),
                     IKE_NOTHING); /* of its abandoned attempt */
    assert_int_equal(ike_take(&a, IKE_INIT_OK, &first), IKE_AUTH);
}

static void test_ike_repeats_what_was_lost(void **state)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};

    (void)state;
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_take(&a, IKE_INIT_OK, &first), IKE_AUTH);
    assert_int_equal(ike_take(&a, IKE_INIT_OK, &first),
                     IKE_NOTHING); /* the answer to the repetition */
    assert_int_equal(ike_take(&b, IKE_AUTH, &second), IKE_AUTH_OK); /* and its answer is lost */
    assert_int_equal(ike_try(&a), IKE_AUTH);
    assert_int_equal(ike_take(&b, IKE_AUTH, &second), IKE_AUTH_OK);
    assert_int_equal(ike_take(&a, IKE_AUTH_OK, &first), IKE_NOTHING);
    assert_int_equal(a.phase, IKE_UP);
}

static void refused(struct ike_terms answers, enum ike_message on, enum ike_message with)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};
    struct ike_terms asks = answers;

    asks.wins = true;
    assert_int_equal(ike_try(&a), IKE_INIT);
    enum ike_message answer = ike_take(&b, IKE_INIT, &answers);
    if (on == IKE_AUTH) {
        assert_int_equal(ike_take(&a, answer, &asks), IKE_AUTH);
        answer = ike_take(&b, IKE_AUTH, &answers);
    }
    assert_int_equal(answer, with);
    assert_int_equal(ike_take(&a, answer, &asks), IKE_NOTHING);
    assert_int_equal(a.phase, IKE_REFUSED);
    assert_int_not_equal(b.phase, IKE_UP);
    assert_int_equal(ike_try(&a), IKE_INIT); /* from the beginning */
}

static void test_ike_refusals(void **state)
{
    (void)state;
    refused((struct ike_terms){.ike_agrees = false,
                               .key_agrees = true,
                               .child_agrees = true,
                               .selectors_agree = true,
                               .answers = true},
            IKE_INIT, IKE_INIT_NO_PROPOSAL);
    refused((struct ike_terms){.ike_agrees = true,
                               .key_agrees = false,
                               .child_agrees = true,
                               .selectors_agree = true,
                               .answers = true},
            IKE_AUTH, IKE_AUTH_FAILED);
    refused((struct ike_terms){.ike_agrees = true,
                               .key_agrees = true,
                               .child_agrees = false,
                               .selectors_agree = true,
                               .answers = true},
            IKE_AUTH, IKE_AUTH_NO_PROPOSAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ike_comes_up_in_two_round_trips),
        cmocka_unit_test(test_ike_of_two_attempts_the_first_name_wins),
        cmocka_unit_test(test_ike_repeats_what_was_lost),
        cmocka_unit_test(test_ike_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
