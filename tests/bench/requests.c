/* What a receiver of webhooks costs by itself: requests of an alert's size, so many at a time.
 *
 *     requests URL REQUESTS AT_A_TIME
 */
#include <curl/curl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static CURL *request_new(const char *url, const char *body, struct curl_slist *headers) {
    CURL *handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
    return handle;
}

/* Each handle sends again as soon as it is answered. Returns how many were answered. */
static size_t answered(CURLM *multi, size_t left) {
    size_t count = 0;
    int queued = 0;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &queued)) != NULL) {
        CURL *handle = message->easy_handle;
        if (message->data.result != CURLE_OK) {
            fprintf(stderr, "requests: %s\n", curl_easy_strerror(message->data.result));
            exit(EXIT_FAILURE);
        }
        curl_multi_remove_handle(multi, handle);
        count++;
        if (count <= left) {
            curl_multi_add_handle(multi, handle);
        } else {
            curl_easy_cleanup(handle);
        }
    }
    return count;
}

int main(int argc, char **argv) {
    char body[600];
    if (argc != 4) {
        fprintf(stderr, "usage: requests URL REQUESTS AT_A_TIME\n");
        return 64;
    }
    const size_t requests = (size_t)g_ascii_strtoull(argv[2], NULL, 10);
    const size_t at_a_time = (size_t)g_ascii_strtoull(argv[3], NULL, 10);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    struct curl_slist *headers = curl_slist_append(NULL, "webhook-id: alr_peer_1");
    CURLM *multi = curl_multi_init();
    const gint64 start_us = g_get_monotonic_time();
    for (size_t i = 0; i < at_a_time; i++) {
        curl_multi_add_handle(multi, request_new(argv[1], body, headers));
    }
    size_t begun = at_a_time, ended = 0;
    while (ended < requests) {
        int running = 0;
        curl_multi_perform(multi, &running);
        const size_t left = requests > begun ? requests - begun : 0, count = answered(multi, left);
        begun += MIN(count, left);
        ended += count;
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    const double seconds = (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
    printf("{\"requests\": %zu, \"requests_per_second\": %.0f}\n", ended, (double)ended / seconds);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    return EXIT_SUCCESS;
}
