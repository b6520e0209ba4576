/* The commands, one file each. */
#ifndef GOLDENTHREAD_COMMANDS_H
#define GOLDENTHREAD_COMMANDS_H

#include "goldenthread/command.h"

int cmd_migrate(const struct call *call);
int cmd_topics(const struct call *call);
int cmd_status(const struct call *call);
int cmd_reference_load(const struct call *call);
int cmd_verify(const struct call *call);
int cmd_rebuild(const struct call *call);
int cmd_compact(const struct call *call);
int cmd_kpi_list(const struct call *call);
int cmd_kpi_show(const struct call *call);
int cmd_kpi_explain(const struct call *call);
int cmd_breach_list(const struct call *call);
int cmd_breach_show(const struct call *call);
int cmd_breach_ack(const struct call *call);
int cmd_breach_resolve(const struct call *call);
int cmd_breach_history(const struct call *call);
int cmd_quarantine_list(const struct call *call);
int cmd_quarantine_show(const struct call *call);
int cmd_quarantine_retry(const struct call *call);
int cmd_quarantine_discard(const struct call *call);

#endif
