/* Structured logs: one JSON object a line on standard error, made to be read by machines and
 * operators.
 *
 * Never a child_ref, an identifier of a child, a payload or a value out of one: topic, partition
 * and offset find it.
 *
 *     log_info("partition.claimed", "claimed", "s:s s:i", "topic", topic, "partition", partition);
 */
#ifndef GOLDENTHREAD_RUNTIME_LOG_H
#define GOLDENTHREAD_RUNTIME_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

extern const char *const log_level_names[]; /* by level, the last NULL: choices of a setting */

/* `service` is in every line from now on; below `least` nothing is written. */
void log_start(const char *service, enum log_level least);

/* Every line of the calling thread carries "thread": number from now on. */
void log_thread(int number);

/* `event` is one of a closed list of codes ("write.fenced"); `pairs` is the inside of a jansson
 * pack format of an object, "" for none. The line carries ts (UTC, RFC 3339, milliseconds), level,
 * service, event, message, then the pairs. From any thread. */
void log_write(enum log_level level, const char *event, const char *message, const char *pairs,
               ...);

#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)

#endif
