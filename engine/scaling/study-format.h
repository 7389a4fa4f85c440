#pragma once

#define STUDY_FORMAT "strandscope scaling study"
#define STUDY_VERSION 1
