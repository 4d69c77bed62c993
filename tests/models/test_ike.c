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
    assert_int_equal(ike_take(&b, IKE_INIT, 1, &second), IKE_INIT_OK);
    assert_int_equal(ike_take(&a, IKE_INIT_OK, 1, &first), IKE_AUTH);
    assert_int_equal(ike_take(&b, IKE_AUTH, 1, &second), IKE_AUTH_OK);
    assert_int_equal(b.phase, IKE_UP);
    assert_int_not_equal(a.phase, IKE_UP);
    assert_int_equal(ike_take(&a, IKE_AUTH_OK, 1, &first), IKE_NOTHING);
    assert_int_equal(a.phase, IKE_UP);
    assert_int_equal(ike_try(&a), IKE_NOTHING);
}

static void test_ike_of_two_attempts_the_first_name_wins(void **state)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};

    (void)state;
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_try(&b), IKE_INIT);
    assert_int_equal(ike_take(&a, IKE_INIT, 1, &first), IKE_INIT_OK);
    assert_int_equal(ike_take(&b, IKE_INIT, 1, &second), IKE_INIT_OK);
    assert_int_equal(ike_take(&b, IKE_INIT_OK, 1, &second),
                     IKE_NOTHING); /* of its abandoned attempt */
    assert_int_equal(ike_take(&a, IKE_INIT_OK, 1, &first), IKE_AUTH);
}

/* --- two attempts at once, in every order --- */

enum { AT_ONCE_MOST = 16 };

/* Two ends, and all that is on its way between them. Who begins is 0, whose name sorts first, or 1.
 */
struct meeting {
    struct ike ike[2];
    int made_by[2]; /* whose attempt the SA in force at an end has come of; -1: it is down */
    int n_starts[2];
    int n_losses; /* that may still happen */
    int n_on_way;
    bool has_losses;
    bool in_order; /* of one way nothing overtakes another message */
    struct {
        enum ike_message m;
        int to;
        int made_by; /* whose attempt it belongs to */
    } on_way[AT_ONCE_MOST];
};

static void put(struct meeting *s, enum ike_message m, int to, int made_by)
{
    if (m == IKE_NOTHING)
        return;
    assert_in_range(s->n_on_way, 0, AT_ONCE_MOST - 1);
    s->on_way[s->n_on_way].m = m;
    s->on_way[s->n_on_way].to = to;
    s->on_way[s->n_on_way++].made_by = made_by;
}

/* As models/vpn/tunnel.c does. */
static void take(struct meeting *s, enum ike_message m, int to, int made_by)
{
    const enum ike_message answer = ike_take(&s->ike[to], m, 1, to == 0 ? &first : &second);
    const bool replaced = answer == IKE_AUTH_OK && s->made_by[to] != made_by;

    if (m == IKE_INIT_OK)
        put(s, answer, 1 - to, to);
    else
        put(s, answer, 1 - to, made_by);
    if (s->ike[to].phase != IKE_UP || (s->made_by[to] >= 0 && !replaced))
        return;
    assert_int_equal(s->made_by[to], -1); /* what has come up is not replaced */
    s->made_by[to] = made_by;
}

static void go_on(struct meeting s);

static bool is_overtaking(const struct meeting *s, int i)
{
    for (int before = 0; before < i; before++)
        if (s->on_way[before].to == s->on_way[i].to)
            return s->in_order;
    return false;
}

/* The message arrives, or is lost. */
static void end_way(struct meeting s, int i, bool is_lost)
{
    const enum ike_message m = s.on_way[i].m;
    const int to = s.on_way[i].to, made_by = s.on_way[i].made_by;

    for (s.n_on_way--; i < s.n_on_way; i++)
        s.on_way[i] = s.on_way[i + 1];
    if (is_lost)
        s.n_losses--;
    else
        take(&s, m, to, made_by);
    go_on(s);
}

static void go_on(struct meeting s)
{
    bool is_over = s.n_on_way == 0;

    for (int i = 0; i < s.n_on_way; i++) {
        if (is_overtaking(&s, i))
            continue;
        end_way(s, i, false);
        if (s.n_losses > 0)
            end_way(s, i, true);
    }
    for (int end = 0; end < 2; end++) {
        struct meeting then = s;
        if (s.n_starts[end] == 0 || s.made_by[end] >= 0)
            continue;
        is_over = false;
        then.n_starts[end]--;
        put(&then, ike_try(&then.ike[end]), 1 - end, end);
        go_on(then);
    }
    if (!is_over)
        return;
    if (s.has_losses && (s.made_by[0] < 0 || s.made_by[1] < 0)) { /* nothing more is lost */
        s.has_losses = false;
        s.n_losses = 0;
        s.n_starts[0] = s.n_starts[1] = 1;
        go_on(s);
        return;
    }
    assert_true(s.made_by[0] >= 0);
    assert_int_equal(s.made_by[0], s.made_by[1]);
}

static void meet(bool in_order, int n_starts, int n_losses)
{
    struct meeting s = {.made_by = {-1, -1},
                        .n_starts = {n_starts, n_starts},
                        .n_losses = n_losses,
                        .has_losses = n_losses > 0,
                        .in_order = in_order};

    go_on(s);
}

/* Each begins when it likes, if the tunnel is not up by then: what each waits for comes, however
 * late, and neither has to try again. If it does all the same nothing is worse for it. */
static void test_ike_comes_up_of_two_attempts_in_any_order(void **state)
{
    (void)state;
    meet(true, 1, 0);
    meet(false, 1, 0);
    meet(true, 2, 0);
    meet(false, 2, 0);
}

/* Messages are lost, and whoever is not up tries again when it likes: once more when nothing is
 * lost is enough. */
static void test_ike_comes_up_of_two_attempts_with_losses(void **state)
{
    (void)state;
    meet(true, 1, 2);
    meet(false, 1, 2);
    meet(true, 2, 1);
}

static void test_ike_repeats_what_was_lost(void **state)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};

    (void)state;
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_try(&a), IKE_INIT);
    assert_int_equal(ike_take(&a, IKE_INIT_OK, 1, &first), IKE_AUTH);
    assert_int_equal(ike_take(&a, IKE_INIT_OK, 1, &first),
                     IKE_NOTHING); /* the answer to the repetition */
    assert_int_equal(ike_take(&b, IKE_AUTH, 1, &second), IKE_AUTH_OK); /* and its answer is lost */
    assert_int_equal(ike_try(&a), IKE_AUTH);
    assert_int_equal(ike_take(&b, IKE_AUTH, 1, &second), IKE_AUTH_OK);
    assert_int_equal(ike_take(&a, IKE_AUTH_OK, 1, &first), IKE_NOTHING);
    assert_int_equal(a.phase, IKE_UP);
}

static void refused(struct ike_terms answers, enum ike_message on, enum ike_message with)
{
    struct ike a = {.phase = IKE_IDLE}, b = {.phase = IKE_IDLE};
    struct ike_terms asks = answers;

    asks.wins = true;
    assert_int_equal(ike_try(&a), IKE_INIT);
    enum ike_message answer = ike_take(&b, IKE_INIT, 1, &answers);
    if (on == IKE_AUTH) {
        assert_int_equal(ike_take(&a, answer, 1, &asks), IKE_AUTH);
        answer = ike_take(&b, IKE_AUTH, 1, &answers);
    }
    assert_int_equal(answer, with);
    assert_int_equal(ike_take(&a, answer, 1, &asks), IKE_NOTHING);
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
        cmocka_unit_test(test_ike_comes_up_of_two_attempts_in_any_order),
        cmocka_unit_test(test_ike_comes_up_of_two_attempts_with_losses),
        cmocka_unit_test(test_ike_repeats_what_was_lost),
        cmocka_unit_test(test_ike_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
