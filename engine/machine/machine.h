/* The machine as plain data: what hwloc knows of it, in one array of objects that never changes once loaded.
 *
 * Everything that is drawn or bound reads this; nothing outside engine/machine/ (and the worker's binding)
 * includes hwloc.h. Loading can take seconds on large machines and may move the caller's binding: call it
 * from a thread of its own (machine_load_async does) or from a command that has no window.
 */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

enum machine_type {
  MACHINE_MACHINE,
  MACHINE_PACKAGE,
  MACHINE_DIE,
  MACHINE_GROUP,
  MACHINE_CORE,
  MACHINE_PU,
  MACHINE_CACHE,      /* L1 to L5 data or unified: `depth` 1-5 */
  MACHINE_ICACHE,     /* L1i to L3i */
  MACHINE_NUMA,
  MACHINE_MEMCACHE,   /* memory-side cache */
  MACHINE_BRIDGE,
  MACHINE_PCI,
  MACHINE_OSDEV,
  MACHINE_MISC,
  MACHINE_TYPES
};

enum machine_relation { /* how an object hangs on its parent (hwloc's four lists of children) */
  MACHINE_CHILD_NORMAL,
  MACHINE_CHILD_MEMORY,
  MACHINE_CHILD_IO,
  MACHINE_CHILD_MISC
};

enum machine_tier { /* what kind of memory a NUMA node is, as far as the source says */
  MACHINE_TIER_UNKNOWN,
  MACHINE_TIER_DRAM,
  MACHINE_TIER_HBM,    /* high-bandwidth memory in the package (MCDRAM too) */
  MACHINE_TIER_CXL,    /* CXL-attached, or other far volatile memory */
  MACHINE_TIER_NVM,    /* non-volatile memory used as RAM */
  MACHINE_TIER_GPU,    /* a GPU's own memory */
  MACHINE_TIERS
};

struct machine_object {
  int index;             /* its place in machine->objects; parents before children */
  int parent;            /* index, -1 for the root */
  int first_child;       /* normal, memory, io and misc children in this order, linked by next_sibling; -1 = none */
  int next_sibling;
  enum machine_relation relation;
  enum machine_type type;
  int logical;           /* hwloc logical index within its type (and depth) */
  int os;                /* OS (physical) index, -1 = none */
  int depth;             /* caches: level; groups: group depth; else 0 */
  uint64_t bytes;        /* caches, NUMA nodes: size; else 0 */
  int first_pu, pus;     /* PUs below it are logical first_pu ... only if contiguous; -1 when not or none */
  int cpu_kind;          /* PUs and cores: hwloc CPU kind (0 = least performance), -1 unknown */
  bool allowed;          /* PUs, NUMA nodes: false where cgroups or the administrator forbid it */
  bool bound;            /* PUs of this machine: this process is bound to some PUs, and this is one of them */
  enum machine_tier tier;/* NUMA nodes */
  char id[32];           /* "PU:17", "Core:3", "L2:0", "L1i:4", "NUMA:1", "PCI:3": type by logical index, unique, stable */
  char *label;           /* short text for the picture without index: "L2", "NUMA", "Package", "eth0" */
  char *subtype;         /* hwloc's subtype ("HBM", "CXL", "CUDA", ...), NULL = none */
  char **attributes;     /* NULL-terminated, alternating name, value, for the reader ("Size", "32 MB", ...) */
};

struct machine {
  struct machine_object *objects;
  int count;
  int pu_count;
  int *pu;               /* PU by logical index -> object index */
  int core_count, package_count, numa_count;
  char *name;            /* one line for a title: host or file, and CPU model where known */
  char *source;          /* "this machine", the file's path, or the synthetic description */
  bool this_machine;     /* a run can be played on it */
  char *xml;             /* hwloc's XML export of it, for recordings and for the worker's binding; NULL until
                          machine_xml() where that takes long (over 4,096 objects, and not this machine) */
  char **notes;          /* NULL-terminated sentences: what could not be observed (a VM hides SMT, ...) */
  struct machine_relations *relations; /* distances, memory attributes, links: see relations.h */
  void *reserved;        /* engine/machine's own */
  int others;            /* the same: owners besides the first, atomic */
};

#define MACHINE_ERROR (machine_error_quark ())
GQuark machine_error_quark (void);
enum machine_error { MACHINE_ERROR_SOURCE, MACHINE_ERROR_BROKEN, MACHINE_ERROR_CANCELLED };

/* SOURCE: NULL or "" = this machine; the path of an hwloc XML file (v1 or v2); else an hwloc synthetic
 * description ("pack:2 core:4 pu:2"). Blocks. The caller owns the result. On error: one sentence that says
 * what is wrong with the source and what to do. */
struct machine *machine_load (const char *source, GError **error);

/* From XML text (a recording's). Blocks. */
struct machine *machine_load_xml (const char *xml, const char *name, GError **error);

/* How a load goes: WHAT in a few words, SHARE from 0 to 1 or -1 where it can't be known. In the main context. */
typedef void (*machine_progress) (const char *what, double share, gpointer data);

/* The same in a worker thread; finish in the caller's main context. PROGRESS may be NULL. Cancelled, it finishes at once
 * with MACHINE_ERROR_CANCELLED; what hwloc still does is left to end by itself. */
void machine_load_async (const char *source, GCancellable *cancellable, machine_progress progress, gpointer progress_data,
                         GAsyncReadyCallback done, gpointer data);
struct machine *machine_load_finish (GAsyncResult *result, GError **error);

/* hwloc's XML export of it, made now where it wasn't when loading. The machine owns it. Not from two threads at once. */
const char *machine_xml (struct machine *machine);

struct machine *machine_ref (struct machine *machine); /* one more owner, as a thread that saves it is */
void machine_destroy (struct machine *machine);        /* the last owner's frees it; accepts NULL */

/* The PU with this OS index: its object index, or -1. */
int machine_pu_by_os (const struct machine *machine, int os);

/* The nearest object of TYPE that OBJECT is in (itself, where it is one), or -1. */
int machine_ancestor (const struct machine *machine, int object, enum machine_type type);

/* The NUMA node that OBJECT's memory is in, or -1; of several (HBM beside DRAM) the one that the OS numbers first, as the
 * worker's binder has it. */
int machine_node_of (const struct machine *machine, int object);

/* Where a thread may run that is placed on OBJECT: logical indexes of its allowed PUs into PU (room for pu_count), in order;
 * FORBIDDEN: how many more it has. A node's PUs are those whose memory is there. 0 of both: nothing runs on such an object. */
int machine_pus_of (const struct machine *machine, int object, int *pu, int *forbidden);

/* Why nothing may run on the PU with this logical index, in few words (static); NULL = it may. */
const char *machine_why_forbidden (const struct machine *machine, int pu);

/* First object with this id ("PU:17"), or -1. */
int machine_find (const struct machine *machine, const char *id);

/* "2 packages, 8 cores, 16 PUs", for captions. The caller frees. */
char *machine_summary (const struct machine *machine);

/* "32 MB", in powers of 1024. The caller frees. */
char *machine_size_text (uint64_t bytes);

/* "Package", "PU", "L2 cache", ... A static string. */
const char *machine_type_name (enum machine_type type);
