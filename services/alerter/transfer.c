#include "alerter/transfer.h"

#include <glib.h>
#include <inttypes.h>
#include <unistd.h>

#include "alerter/message.h"
#include "alerter/signing.h"

#define CONNECT_TIMEOUT_MS 3000L
#define ANSWER_LIMIT (64 * 1024)

/* The address that the name was resolved to, just before it is connected to. */
static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *address) {
    struct transfer *transfer = context;
    (void)purpose;
    const bool plain = g_ascii_strncasecmp(transfer->attempt->url, "https:", 6) != 0;
    const bool fine = networks_have(transfer->allowed, &address->addr) ||
                      (!plain && !networks_have(transfer->refused, &address->addr));
    transfer->blocked |= !fine;
    return fine ? socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol)
                : CURL_SOCKET_BAD;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static size_t count_answer(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    (void)bytes;
    transfer->received += size * count;
    transfer->cut = transfer->received > ANSWER_LIMIT;
    return transfer->cut ? 0 : size * count;
}

static void add_header(struct transfer *transfer, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_header(struct transfer *transfer, const char *format, ...) {
    va_list values;
    va_start(values, format);
    char *header = g_strdup_vprintf(format, values);
    va_end(values);
    transfer->headers = curl_slist_append(transfer->headers, header);
    g_free(header);
}

static bool sign(struct transfer *transfer, const char *folder, struct error *error) {
    const struct attempt *attempt = transfer->attempt;
    const int64_t now_s = g_get_real_time() / G_USEC_PER_SEC;
    char *signatures = signing_header(folder, attempt->secret_file, attempt->delivery_id, now_s,
                                      text_of(attempt->body), error);
    if (signatures == NULL) {
        return false;
    }
    add_header(transfer, "content-type: %s", MESSAGE_CONTENT_TYPE);
    add_header(transfer, "webhook-id: %s", attempt->delivery_id);
    add_header(transfer, "webhook-timestamp: %" PRId64, now_s);
    add_header(transfer, "webhook-signature: %s", signatures);
    add_header(transfer, "expect:"); /* the body is small: no 100-continue */
    g_free(signatures);
    return true;
}

/* Options of libcurl take a long where a number is meant. */
static void set_options(struct transfer *transfer, const struct sender_settings *settings) {
    CURL *handle = transfer->handle;
    curl_easy_setopt(handle, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_URL, transfer->attempt->url);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)settings->timeout_ms);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file != NULL) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, settings->ca_file);
        curl_easy_setopt(handle, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, count_answer);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "goldenthread/" GOLDENTHREAD_VERSION);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->attempt->body);
}

struct transfer *transfer_new(const struct sender_settings *settings,
                              const struct networks *refused, const struct networks *allowed,
                              struct attempt *attempt) {
    struct transfer *transfer = g_new0(struct transfer, 1);
    transfer->attempt = attempt;
    transfer->refused = refused;
    transfer->allowed = allowed;
    struct error error = {0};
    if (!sign(transfer, settings->secrets, &error)) {
        attempt->outcome = OUTCOME_SECRET;
        attempt->detail = g_strdup(error.message);
        g_free(transfer);
        return NULL;
    }
    transfer->begun_us = g_get_monotonic_time();
    transfer->handle = curl_easy_init();
    g_assert(transfer->handle != NULL);
    set_options(transfer, settings);
    return transfer;
}

/* What libcurl says when there is no whole answer. */
static enum outcome outcome_of_failure(const struct transfer *transfer, CURLcode result) {
    switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
        return OUTCOME_TIMEOUT;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        return transfer->blocked ? OUTCOME_BLOCKED : OUTCOME_UNREACHABLE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
        return OUTCOME_TLS;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return OUTCOME_INVALID;
    default:
        return OUTCOME_LOST;
    }
}

static long number_of(CURL *handle, CURLINFO info) {
    long number = 0;
    curl_easy_getinfo(handle, info, &number);
    return number;
}

/* A receiver that says yes and goes on talking has said yes. */
static void judge(struct transfer *transfer, CURLcode result) {
    struct attempt *attempt = transfer->attempt;
    const int status = (int)number_of(transfer->handle, CURLINFO_RESPONSE_CODE);
    const bool answered = result == CURLE_OK || (transfer->cut && result == CURLE_WRITE_ERROR);
    attempt->status = status;
    attempt->outcome = answered ? outcome_of_status(status) : outcome_of_failure(transfer, result);
    attempt->detail = answered ? NULL : g_strdup(curl_easy_strerror(result));
    attempt->ambiguous = !answered && number_of(transfer->handle, CURLINFO_REQUEST_SIZE) > 0;
    curl_off_t retry_after_s = 0;
    curl_easy_getinfo(transfer->handle, CURLINFO_RETRY_AFTER, &retry_after_s);
    attempt->retry_after_ms = answered ? CLAMP(retry_after_s, 0, 86400 * 365) * 1000 : 0;
}

struct attempt *transfer_end(struct transfer *transfer, CURLcode result) {
    struct attempt *attempt = transfer->attempt;
    judge(transfer, result);
    attempt->latency_ms = (g_get_monotonic_time() - transfer->begun_us) / G_TIME_SPAN_MILLISECOND;
    curl_easy_cleanup(transfer->handle);
    curl_slist_free_all(transfer->headers);
    g_free(transfer);
    return attempt;
}
