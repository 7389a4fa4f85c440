/* What goes between Strandscope and the two children in which the OTF2 library works: records of words, through a pipe or socket.
 * Only they, of one program, know it. Who reads takes none of the child's numbers on trust, for the archive may be anything. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct stream_head { uint32_t kind, words; }; /* words of 8 bytes that follow */

enum stream_kind { /* in brackets: the words; [what only who writes says] */
  STREAM_CREATOR = 1,      /* bytes, text */
  STREAM_MACHINE_NAME,     /* bytes, text; only to write */
  STREAM_PROPERTY,         /* key and value: bytes, text "KEY=VALUE"; only to write */
  STREAM_CLOCK,            /* resolution, offset, length */
  STREAM_STRING,           /* ref, bytes, text padded to words */
  STREAM_PARADIGM,         /* paradigm, name, class; only to write */
  STREAM_NODE,             /* ref, name, class, parent [, domain, 1 = with shared memory] */
  STREAM_LOCATION_GROUP,   /* ref, name, type, node */
  STREAM_LOCATION,         /* ref, name, type, events, group */
  STREAM_LOCATION_PROPERTY,/* location, name, value; only to write */
  STREAM_REGION,           /* ref, name, canonical name, role, paradigm [, empty string] */
  STREAM_GROUP,            /* ref, name, type, paradigm, members in all, place of the first of these, members... */
  STREAM_COMM,             /* ref, name, group [, parent] */
  STREAM_INTERCOMM,        /* ref, name, group A, group B; only read */
  STREAM_ATTRIBUTE,        /* ref, name [, empty string] */
  STREAM_METRIC_MEMBER,    /* ref, name [, empty string, unit] */
  STREAM_METRIC_CLASS,     /* ref, its first member [, the others..., recorder's kind] */
  STREAM_METRIC_INSTANCE,  /* ref, class [, recorder, location group] */
  STREAM_CONTEXT,          /* ref, region; only read */
  STREAM_EVENTS,           /* to read: definitions are over; to write: events are, and definitions follow */
  STREAM_BEGIN,            /* location: events of it follow */
  STREAM_END,              /* location, 1 = all of them were read, ignored RMA, ignored I/O */
  STREAM_VALUE,            /* attribute, value: of the event that follows */
  STREAM_TIME,             /* time: something that is not shown; only read */
  STREAM_ENTER,            /* time, region */
  STREAM_LEAVE,            /* time, region */
  STREAM_CONTEXT_ENTER,    /* time, calling context; only read */
  STREAM_CONTEXT_LEAVE,    /* time, calling context; only read */
  STREAM_SEND,             /* time, receiver, comm, tag, bytes */
  STREAM_ISEND,            /* time, receiver, comm, tag, bytes, request */
  STREAM_RECV,             /* time, sender, comm, tag, bytes */
  STREAM_IRECV,            /* time, sender, comm, tag, bytes, request */
  STREAM_IRECV_REQUEST,    /* time, request */
  STREAM_CANCELLED,        /* time, request; only read */
  STREAM_COLLECTIVE_BEGIN, /* time; only to write */
  STREAM_COLLECTIVE,       /* time, operation, comm, root, bytes sent, bytes received */
  STREAM_ACQUIRE,          /* time, lock [, order] */
  STREAM_RELEASE,          /* time, lock [, order] */
  STREAM_METRIC,           /* time, metric, values... */
  STREAM_DONE,             /* that was all */
  STREAM_FAILED,           /* the library's word for it: bytes, text */
  STREAM_KINDS
};

#define STREAM_WORDS 2048 /* at most, in one record */
#define STREAM_TEXT 8192  /* bytes of a text at most: longer ones are cut */
#define STREAM_MEMBERS 1024
#define STREAM_EVENT_CHUNK (1u << 20)
#define STREAM_DEFINITION_CHUNK (4u << 20)

/* otf2-process.c. Starts a child that does WORK (PATH, NUMBER) with the descriptor OTF2_CHILD_FD, within the time (s of CPU, 0 = any) and memory
 * (bytes more than now) it is given, and without writing files where WRITES is false; *FD is the other end. -1 where there is no
 * process to spare. In the child only libc and the OTF2 library may be called: GLib's allocator may be locked by another thread. */
#define OTF2_CHILD_FD 3
typedef void (*otf2_work) (const char *path, uint64_t number);
pid_t otf2_child_start (otf2_work work, const char *path, uint64_t number, bool writes, unsigned seconds, uint64_t memory, int *fd);
/* Ends it, unless it ended by itself; true: it did all its work. */
bool otf2_child_end (pid_t pid, bool wait);

/* otf2-child-read.c: tells what is in the archive, but for the events of the first SKIP locations, in its own order. */
void otf2_child_read (const char *anchor, uint64_t skip);
void otf2_child_write (const char *folder, uint64_t nothing); /* otf2-child-write.c: writes the archive that it is told */
