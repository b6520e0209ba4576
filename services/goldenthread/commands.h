/* The commands, one file each. */
#ifndef GOLDENTHREAD_COMMANDS_H
#define GOLDENTHREAD_COMMANDS_H

#include "goldenthread/command.h"

int cmd_migrate(const struct call *call);
int cmd_topics(const struct call *call);
int cmd_status(const struct call *call);
int cmd_reference_load(const struct call *call);
int cmd_check(const struct call *call);
int cmd_publish(const struct call *call);
int cmd_verify(const struct call *call);
int cmd_rebuild(const struct call *call);
int cmd_reset_offsets(const struct call *call);
int cmd_compact(const struct call *call);
int cmd_kpi_list(const struct call *call);
int cmd_kpi_show(const struct call *call);
int cmd_kpi_explain(const struct call *call);
int cmd_breach_list(const struct call *call);
int cmd_breach_show(const struct call *call);
int cmd_breach_ack(const struct call *call);
int cmd_breach_resolve(const struct call *call);
int cmd_breach_history(const struct call *call);
int cmd_route_list(const struct call *call);
int cmd_route_set(const struct call *call);
int cmd_route_remove(const struct call *call);
int cmd_route_test(const struct call *call);
int cmd_route_catch_up(const struct call *call);
int cmd_endpoint_list(const struct call *call);
int cmd_endpoint_set(const struct call *call);
int cmd_endpoint_enable(const struct call *call);
int cmd_endpoint_disable(const struct call *call);
int cmd_endpoint_remove(const struct call *call);
int cmd_alerter_status(const struct call *call);
int cmd_alerter_pause(const struct call *call);
int cmd_alerter_resume(const struct call *call);
int cmd_alerter_replay(const struct call *call);
int cmd_quarantine_list(const struct call *call);
int cmd_quarantine_show(const struct call *call);
int cmd_quarantine_retry(const struct call *call);
int cmd_quarantine_discard(const struct call *call);

/* The groups about breaches and their delivery: commands_alerts.c. */
extern const struct command breach_commands[];
extern const struct command route_commands[];
extern const struct command endpoint_commands[];
extern const struct command alerter_commands[];

#endif
