/* Work that takes a known time; labour () has a known result too. */
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

/* ROUNDS of a linear congruence from X on: something to do that the compiler cannot leave out. */
static inline uint64_t
churn (uint64_t rounds, uint64_t x)
{
  for (uint64_t i = 0; i < rounds; i++)
    x = x * UINT64_C (6364136223846793005) + 1442695040888963407u;
  __asm__ volatile ("" : "+r"(x));
  return x;
}
