#include "engine/trace/otf2-child.h"

#include <string.h>
#include <unistd.h>

#define BUFFER 8192 /* words */

static struct {
  uint64_t word[BUFFER];
  size_t words;
} out;

void
otf2_tell_now (void)
{
  const char *at = (const char *) out.word;
  size_t left = out.words * sizeof (uint64_t);

  while (left > 0) {
    ssize_t written = write (OTF2_CHILD_FD, at, left);
    if (written <= 0)
      _exit (1);
    at += written;
    left -= (size_t) written;
  }
  out.words = 0;
}

uint64_t *
otf2_tell_begin (enum stream_kind kind, size_t words)
{
  struct stream_head head = { kind, (uint32_t) words };

  if (out.words + words + 1 > BUFFER)
    otf2_tell_now ();
  memcpy (&out.word[out.words], &head, sizeof head);
  uint64_t *at = &out.word[out.words + 1];
  out.words += words + 1;
  return at;
}

OTF2_CallbackCode
otf2_tell (enum stream_kind kind, const uint64_t *words, size_t count)
{
  memcpy (otf2_tell_begin (kind, count), words, count * sizeof *words);
  return OTF2_CALLBACK_SUCCESS;
}

void
otf2_tell_text (enum stream_kind kind, const uint64_t *ref, const char *text)
{
  size_t bytes = text ? strnlen (text, STREAM_TEXT) : 0, words = (bytes + 7) / 8, first = ref ? 2 : 1;
  uint64_t *at = otf2_tell_begin (kind, first + words);

  if (ref)
    at[0] = *ref;
  at[first - 1] = bytes;
  if (words > 0)
    at[first + words - 1] = 0;
  if (bytes > 0)
    memcpy (&at[first], text, bytes);
}
