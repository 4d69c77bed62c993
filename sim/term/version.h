/* Who we are, for --version and manifest.json: set by the Makefile. */
#ifndef SIM_TERM_VERSION_H
#define SIM_TERM_VERSION_H

extern const char version_number[], version_revision[], version_build[];

#endif
