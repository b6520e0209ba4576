#include "alerter/sender.h"

#include <glib.h>

#include "alerter/transfer.h"

#define KEPT_CONNECTIONS 64L

struct sender {
    struct sender_settings settings;
    struct networks refused, allowed;
    CURLM *multi;
    GHashTable *under_way; /* struct transfer *, a set */
    GQueue ended;          /* struct attempt * */
};

struct sender *sender_new(const struct sender_settings *settings, struct error *error) {
    struct error cause = {0};
    struct sender *sender = g_new0(struct sender, 1);
    sender->settings = *settings;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    sender->multi = curl_multi_init();
    g_assert(sender->multi != NULL);
    curl_multi_setopt(sender->multi, CURLMOPT_MAXCONNECTS, KEPT_CONNECTIONS);
    sender->under_way = g_hash_table_new(NULL, NULL);
    g_queue_init(&sender->ended);
    if (!networks_parse(NETWORKS_NOT_PUBLIC, &sender->refused, &cause) ||
        !networks_parse(settings->allowed_ranges, &sender->allowed, &cause)) {
        error_set(error, ERROR_CONFIG, "allow-private-ranges: %s", cause.message);
        sender_free(sender);
        return NULL;
    }
    return sender;
}

static void drop(struct sender *sender, struct transfer *transfer) {
    curl_multi_remove_handle(sender->multi, transfer->handle);
    attempt_free(transfer_end(transfer, CURLE_ABORTED_BY_CALLBACK));
}

void sender_free(struct sender *sender) {
    if (sender == NULL) {
        return;
    }
    GHashTableIter iterator;
    gpointer transfer;
    g_hash_table_iter_init(&iterator, sender->under_way);
    while (g_hash_table_iter_next(&iterator, &transfer, NULL)) {
        drop(sender, transfer);
    }
    g_hash_table_destroy(sender->under_way);
    struct attempt *attempt;
    while ((attempt = sender_take(sender)) != NULL) {
        attempt_free(attempt);
    }
    curl_multi_cleanup(sender->multi);
    networks_free(&sender->refused);
    networks_free(&sender->allowed);
    curl_global_cleanup();
    g_free(sender);
}

void sender_begin(struct sender *sender, struct attempt *attempt) {
    struct transfer *transfer =
        transfer_new(&sender->settings, &sender->refused, &sender->allowed, attempt);
    if (transfer == NULL) {
        g_queue_push_tail(&sender->ended, attempt);
        return;
    }
    g_hash_table_add(sender->under_way, transfer);
    curl_multi_add_handle(sender->multi, transfer->handle);
}

static void end(struct sender *sender, CURL *handle, CURLcode result) {
    char *private = NULL;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &private);
    struct transfer *transfer = (struct transfer *)(void *)private;
    curl_multi_remove_handle(sender->multi, handle);
    g_hash_table_remove(sender->under_way, transfer);
    g_queue_push_tail(&sender->ended, transfer_end(transfer, result));
}

void sender_work(struct sender *sender) {
    int running = 0;
    curl_multi_perform(sender->multi, &running);
    int left = 0;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(sender->multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            end(sender, message->easy_handle, message->data.result);
        }
    }
}

struct attempt *sender_take(struct sender *sender) {
    return g_queue_pop_head(&sender->ended);
}

unsigned sender_busy(const struct sender *sender) {
    return g_hash_table_size(sender->under_way) + sender->ended.length;
}

void sender_wait(struct sender *sender, struct curl_waitfd *others, unsigned n_others,
                 int timeout_ms) {
    curl_multi_poll(sender->multi, others, n_others, timeout_ms, NULL);
}
