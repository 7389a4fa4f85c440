/* What a picture is made of: a recording, a run made for it, or a machine alone. */
#pragma once

#include "app/scene-file.h"
#include "engine/launch/run.h"
#include "engine/trace/summary.h"

struct picture_run {
  struct trace *trace;      /* NULL = a machine alone. Owned, but where RUN owns it */
  struct run *run;
  struct machine *machine;  /* owned; NULL: the recording doesn't say */
  uint64_t t;
  struct snapshot snapshot; /* at T */
  struct summary *summary;  /* up to T */
};

/* Opens source WHICH (0, or 1 the second) of FILE; a workload is run now, which takes its time. RUN is zeroed before and needs
 * picture_run_finish whatever comes back. false with one sentence. */
bool picture_run_open (struct picture_run *run, const struct scene_file *file, int which, GError **error);
/* What the source asks for into PLAN, the rest stays; its duration only where it says one. */
bool picture_run_plan (struct plan *plan, const struct scene_file *file, int which, GError **error);
void picture_run_finish (struct picture_run *run);
