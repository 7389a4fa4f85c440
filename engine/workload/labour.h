/* Work that takes a known time and has a known result. */
#pragma once

#include <stdint.h>

/* 1 + 2 + ... + ROUNDS, one after another: the compiler may not take the short cut. */
static inline uint64_t
labour (uint64_t rounds)
{
  uint64_t sum = 0;

  for (uint64_t i = 1; i <= rounds; i++) {
    sum += i;
    __asm__ volatile ("" : "+r"(sum));
  }
  return sum;
}

/* The short cut, modulo 2^64. */
static inline uint64_t
labour_result (uint64_t rounds)
{
  return rounds % 2 ? (rounds + 1) / 2 * rounds : rounds / 2 * (rounds + 1);
}
