/* Which children have special educational needs, of which kind, and from when a plan. Pure. */
#ifndef GOLDENTHREAD_SIMULATOR_PROVISION_H
#define GOLDENTHREAD_SIMULATOR_PROVISION_H

#include "simulator/borough.h"

/* Fills sen, need and plan_from of a child that has its key and phase; `entry` is the civil year in
 * whose September it begins reception. */
void provision_draw(struct child *child, int32_t entry);

#endif
