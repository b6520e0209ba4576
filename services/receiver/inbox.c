#include "receiver/inbox.h"

#include <microhttpd.h>
#include <string.h>

#include "receiver/alert.h"
#include "runtime/log.h"

#define ID_LIMIT 128
/* No '.': the signature is over the id, the timestamp and the body with dots between. */
#define ID_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

static unsigned refuse(unsigned status, const char *reason) {
    log_warning("delivery.refused", reason, "s:i", "status", (int)status);
    return status;
}

static unsigned refuse_sender(enum webhook_verdict verdict) {
    static const char *const reasons[] = {
        [WEBHOOK_UNSIGNED] = "the delivery is not signed",
        [WEBHOOK_STALE] = "the delivery was signed more than five minutes from now; hint: compare "
                          "the clocks",
        [WEBHOOK_FORGED] = "no signature is by a secret of this receiver",
    };
    return refuse(MHD_HTTP_UNAUTHORIZED, reasons[verdict]);
}

/* Printed first: a crash before the id is on the disk prints it twice, the other order not at
 * all. */
static bool print_and_keep(struct inbox *inbox, const char *id, const struct alert *alert,
                           int64_t now_us, struct error *error) {
    char *line = alert_line(alert, now_us, inbox->json);
    const bool printed = fprintf(inbox->to, "%s\n", line) > 0 && fflush(inbox->to) == 0;
    g_free(line);
    return printed ? seen_add(inbox->seen, id, now_us / G_USEC_PER_SEC, error)
                   : error_set(error, ERROR_RETRY, "cannot print an alert");
}

static unsigned take(struct inbox *inbox, const char *id, const struct alert *alert,
                     int64_t now_us) {
    struct error error = {0};
    if (seen_has(inbox->seen, id)) {
        log_info("delivery.repeated", "taken before", "s:s", "id", id);
        return MHD_HTTP_NO_CONTENT;
    }
    return print_and_keep(inbox, id, alert, now_us, &error)
               ? MHD_HTTP_NO_CONTENT
               : refuse(MHD_HTTP_SERVICE_UNAVAILABLE, error.message);
}

unsigned inbox_take(struct inbox *inbox, const struct webhook_headers *headers, struct text body,
                    int64_t now_us) {
    const enum webhook_verdict verdict =
        webhook_verify(inbox->secrets, inbox->n_secrets, headers, body, now_us / G_USEC_PER_SEC);
    if (verdict != WEBHOOK_GENUINE) {
        return refuse_sender(verdict);
    }
    const size_t id_length = strspn(headers->id, ID_LETTERS);
    struct alert alert;
    if (headers->id[id_length] != '\0' || id_length > ID_LIMIT ||
        !alert_parse(&alert, body, headers->id)) {
        return refuse(MHD_HTTP_BAD_REQUEST, "the delivery is no alert");
    }
    pthread_mutex_lock(&inbox->mutex);
    const unsigned status = take(inbox, headers->id, &alert, now_us);
    pthread_mutex_unlock(&inbox->mutex);
    alert_free(&alert);
    return status;
}
