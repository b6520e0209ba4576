#include "receiver/inbox.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/log.h"
#include "support/suite.h"

#define NOW_S INT64_C(1795637643)
#define NOW_US (NOW_S * G_USEC_PER_SEC)
#define OLD_SECRET "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
#define NEW_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/* An inbox that prints into memory. */
struct scene {
    struct inbox inbox;
    char *folder, *path, *printed;
    size_t length;
};

static void open_scene(struct scene *scene) {
    *scene = (struct scene){.folder = g_dir_make_tmp("inbox-XXXXXX", NULL)};
    scene->path = g_build_filename(scene->folder, "seen", NULL);
    struct inbox *inbox = &scene->inbox;
    pthread_mutex_init(&inbox->mutex, NULL);
    CU_ASSERT_TRUE(webhook_secret_parse(OLD_SECRET, &inbox->secrets[0], NULL));
    CU_ASSERT_TRUE(webhook_secret_parse(NEW_SECRET, &inbox->secrets[1], NULL));
    inbox->n_secrets = 2;
    inbox->seen = seen_open(scene->path, 86400, 0, NULL);
    inbox->to = open_memstream(&scene->printed, &scene->length);
}

static void close_scene(struct scene *scene) {
    fclose(scene->inbox.to);
    seen_close(scene->inbox.seen);
    pthread_mutex_destroy(&scene->inbox.mutex);
    g_unlink(scene->path);
    g_rmdir(scene->folder);
    free(scene->printed);
    g_free(scene->path);
    g_free(scene->folder);
}

static char *body_of(const char *id) {
    return g_strdup_printf(
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/g\",\"type\":\"t\","
        "\"time\":\"2026-11-25T20:14:03Z\",\"data\":{\"title\":\"Late\"}}",
        id);
}

/* Signs by `secret` at `signed_s` and lets the inbox take it now. */
static unsigned deliver(struct scene *scene, const char *secret, const char *id, const char *body,
                        int64_t signed_s) {
    struct webhook_secret key;
    CU_ASSERT_TRUE(webhook_secret_parse(secret, &key, NULL));
    char *timestamp = g_strdup_printf("%" G_GINT64_FORMAT, signed_s);
    char *signature = webhook_sign(&key, id, signed_s, text_of(body));
    const struct webhook_headers headers = {id, timestamp, signature};
    const unsigned status = inbox_take(&scene->inbox, &headers, text_of(body), NOW_US);
    g_free(signature);
    g_free(timestamp);
    return status;
}

static unsigned deliver_alert(struct scene *scene, const char *secret, const char *id) {
    char *body = body_of(id);
    const unsigned status = deliver(scene, secret, id, body, NOW_S);
    g_free(body);
    return status;
}

static size_t lines(const struct scene *scene) {
    size_t count = 0;
    for (size_t i = 0; i < scene->length; i++) {
        count += scene->printed[i] == '\n';
    }
    return count;
}

static void an_alert_is_printed_once_however_often_it_comes(void) {
    struct scene scene;
    open_scene(&scene);
    CU_ASSERT_EQUAL(deliver_alert(&scene, OLD_SECRET, "alr_a_1"), 204);
    CU_ASSERT_EQUAL(lines(&scene), 1);
    CU_ASSERT_EQUAL(deliver_alert(&scene, OLD_SECRET, "alr_a_1"), 204);
    CU_ASSERT_EQUAL(deliver_alert(&scene, NEW_SECRET, "alr_a_1"), 204);
    CU_ASSERT_EQUAL(lines(&scene), 1);
    CU_ASSERT_EQUAL(deliver_alert(&scene, NEW_SECRET, "alr_a_2"), 204);
    CU_ASSERT_EQUAL(lines(&scene), 2);
    CU_ASSERT_EQUAL(seen_count(scene.inbox.seen), 2);
    close_scene(&scene);
}

static void a_delivery_of_somebody_else_is_answered_401(void) {
    struct scene scene;
    open_scene(&scene);
    char *body = body_of("alr_a_1");
    CU_ASSERT_EQUAL(
        deliver(&scene, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "alr_a_1", body, NOW_S), 401);
    CU_ASSERT_EQUAL(deliver(&scene, OLD_SECRET, "alr_a_1", body, NOW_S - 301), 401);
    const struct webhook_headers none = {NULL, NULL, NULL};
    CU_ASSERT_EQUAL(inbox_take(&scene.inbox, &none, text_of(body), NOW_US), 401);
    CU_ASSERT_EQUAL(lines(&scene), 0);
    CU_ASSERT_EQUAL(seen_count(scene.inbox.seen), 0);
    g_free(body);
    close_scene(&scene);
}

static void what_is_no_alert_is_answered_400_and_may_come_again(void) {
    struct scene scene;
    open_scene(&scene);
    CU_ASSERT_EQUAL(deliver(&scene, OLD_SECRET, "alr_a_1", "{}", NOW_S), 400);
    char *body = body_of("alr_b_1");
    CU_ASSERT_EQUAL(deliver(&scene, OLD_SECRET, "alr_a_1", body, NOW_S), 400);
    g_free(body);
    CU_ASSERT_EQUAL(deliver_alert(&scene, OLD_SECRET, "alr.a"), 400);
    CU_ASSERT_EQUAL(lines(&scene), 0);
    CU_ASSERT_EQUAL(deliver_alert(&scene, OLD_SECRET, "alr_a_1"), 204);
    CU_ASSERT_EQUAL(lines(&scene), 1);
    close_scene(&scene);
}

static void an_alert_that_cannot_be_printed_is_asked_for_again(void) {
    struct scene scene;
    open_scene(&scene);
    FILE *memory = scene.inbox.to;
    scene.inbox.to = fopen("/dev/full", "w");
    CU_ASSERT_EQUAL(deliver_alert(&scene, OLD_SECRET, "alr_a_1"), 503);
    CU_ASSERT_EQUAL(seen_count(scene.inbox.seen), 0);
    fclose(scene.inbox.to);
    scene.inbox.to = memory;
    CU_ASSERT_EQUAL(deliver_alert(&scene, OLD_SECRET, "alr_a_1"), 204);
    CU_ASSERT_EQUAL(lines(&scene), 1);
    close_scene(&scene);
}

int main(void) {
    static const struct test tests[] = {
        {"an alert is printed once however often it comes",
         an_alert_is_printed_once_however_often_it_comes},
        {"a delivery of somebody else is answered 401",
         a_delivery_of_somebody_else_is_answered_401},
        {"what is no alert is answered 400 and may come again",
         what_is_no_alert_is_answered_400_and_may_come_again},
        {"an alert that cannot be printed is asked for again",
         an_alert_that_cannot_be_printed_is_asked_for_again},
        {NULL, NULL},
    };
    log_start("receiver", LOG_ERROR);
    return suite_run("inbox", tests);
}
