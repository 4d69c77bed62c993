# make            builds ./vnetsim            make demo       everything, from packages to pictures
# make deps       installs what both need     make test       every test; last line: N passed, N failed
# make help       lists the rest
#
# BUILD=release|debug|asan|tsan|coverage and CC=gcc|clang choose the build; each has its own folder,
# build/BUILD-CC, so switching costs nothing. ./vnetsim is the one built last.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:

VERSION := 0.1.0
BUILD   ?= release
PREFIX  ?= /usr/local
DATADIR ?= $(CURDIR)/models/data
ifeq ($(origin CC),default)
CC := gcc
endif
B := build/$(BUILD)-$(notdir $(CC))

# ---- flags --------------------------------------------------------------------------------------
# No -march=native, no contraction, no fast-math: a scenario gives the same bytes from every build.

WARN := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
        -Wmissing-prototypes -Wvla -Werror
BASE := -std=c11 -D_POSIX_C_SOURCE=200809L -I. -g -ffp-contract=off $(WARN)

OPT_release  := -O3 $(if $(findstring gcc,$(CC)),-flto=auto)
OPT_debug    := -O0
# Without relocations it starts in 0.7 of the time: the tests start it thousands of times.
OPT_asan     := -O1 -fno-pie -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
OPT_tsan     := -O1 -fno-omit-frame-pointer -fsanitize=thread
OPT_coverage := -O0 --coverage
OPT_fuzz     := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
OPT := $(OPT_$(BUILD))
ifeq ($(OPT),)
$(error BUILD=$(BUILD) is none of release debug asan tsan coverage fuzz)
endif

LIB_CFLAGS := $(shell pkg-config --cflags gsl libfyaml 2>/dev/null)
LIBS       := $(shell pkg-config --libs gsl libfyaml 2>/dev/null) -lcsv -lpthread -lm
DEFS := -DVNETSIM_VERSION='"$(VERSION)"' -DVNETSIM_BUILD='"$(BUILD)"' -DVNETSIM_DATADIR='"$(DATADIR)"'
ALL_CFLAGS  = $(BASE) $(OPT) $(DEFS) $(LIB_CFLAGS) $(CFLAGS)
# Every test is linked with all objects, which carry the sanitizers' tables: gold needs half of the time.
GOLD := $(if $(filter asan tsan,$(BUILD)),$(if $(shell command -v ld.gold 2>/dev/null),-fuse-ld=gold))
ALL_LDFLAGS = $(OPT) $(if $(filter asan,$(BUILD)),-no-pie) $(GOLD) $(LDFLAGS)

# The targets that do everything use all processors, unless -j was given.
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))

# V=1 shows whole command lines.
Q   := $(if $(V),,@)
say  = $(if $(V),@:,@echo '  $1  $2')

# ---- sources, found by their place ----------------------------------------------------------------

MAIN     := sim/app/main.c
SRC      := $(filter-out $(MAIN),$(sort $(wildcard sim/*/*.c models/*.c models/*/*.c)))
OBJ      := $(SRC:%.c=$(B)/%.o)
TESTABLE := $(filter-out tests/bench/% tests/fuzz/%,$(sort $(wildcard tests/*/*.c)))
TEST_SRC := $(foreach f,$(TESTABLE),$(if $(filter test_%,$(notdir $(f))),$(f)))
HELP_SRC := $(filter-out $(TEST_SRC),$(TESTABLE))
HELP_OBJ := $(HELP_SRC:%.c=$(B)/%.o)
TEST_BIN := $(TEST_SRC:%.c=$(B)/%)
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_BIN := $(FUZZ_SRC:%.c=$(B)/%)
TEST_SH  := $(sort $(filter-out tests/bench/%,$(wildcard tests/*/*.sh)))
# What several threads run: these are run again under the thread sanitizer.
TSAN_SRC := $(sort $(wildcard tests/*/test_*thread*.c tests/*/test_*determinism*.c \
            tests/*/test_*fingerprint*.c tests/*/test_kernel*.c))

.PHONY: all help deps test-deps lint-deps bench-deps demo test test-long test-programs bench bench-peers \
        check-layers lint format format-check golden-update docs clean install fuzz

all: vnetsim

help:
	@echo 'make                builds ./vnetsim (BUILD=release debug asan tsan coverage, CC=gcc clang)'
	@echo 'make deps           installs the packages that the program and the demo need'
	@echo 'make demo           deps, build, the first scenario, its CSV files and pictures'
	@echo 'make test           every test, under the address, undefined and thread sanitizers'
	@echo 'make test-long      the same with the long statistical and randomised tests'
	@echo 'make bench          speed against ns-3 in one run (installs ns-3)'
	@echo 'make bench-peers    the results of TCP against those of ns-3'
	@echo 'make fuzz           the loader and the import against random input (clang; FUZZ_TIME=60 seconds each)'
	@echo 'make check-layers   who includes whom, against tests/layers.txt'
	@echo 'make lint           clang-tidy, cppcheck'
	@echo 'make format         clang-format over every source'
	@echo 'make golden-update  rewrites what tests/bad and tests/arm expect: then read the difference'
	@echo 'make docs           regenerates scenarios/README.md, scenarios/DIAGNOSTICS.md and results/README.md'
	@echo 'make install        PREFIX=/usr/local, DESTDIR='
	@echo 'make clean          removes build/ and ./vnetsim'

# ---- the program ----------------------------------------------------------------------------------

# A file that changes only when its text does: objects depend on it, so other flags mean a rebuild.
write_if_new = $(shell mkdir -p $(dir $1); printf '%s\n' '$(subst ','\'',$2)' | cmp -s - $1 || \
               printf '%s\n' '$(subst ','\'',$2)' >$1)

ifeq ($(filter clean help format deps,$(MAKECMDGOALS)),)
REVISION := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
$(call write_if_new,$(B)/flags,$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(LIBS))
$(call write_if_new,$(B)/revision,$(REVISION))
endif
ifneq ($(filter all vnetsim,$(or $(MAKECMDGOALS),all)),)
$(call write_if_new,build/current,$(B))
endif

vnetsim: $(B)/vnetsim build/current
	@cp -p $< $@.new && touch $@.new && mv -f $@.new $@
	@echo "built ./vnetsim ($(BUILD), $(CC))"

$(B)/vnetsim: $(B)/$(MAIN:.c=.o) $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(B)/%.o: %.c $(B)/flags | $(B)/libraries
	@mkdir -p $(dir $@)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The one object that knows the revision: a commit recompiles it alone.
$(B)/sim/term/version.o: ALL_CFLAGS += -DVNETSIM_REVISION='"$(REVISION)"'
$(B)/sim/term/version.o: $(B)/revision

# Says what to do on a machine without the libraries, in place of a page of missing headers.
$(B)/libraries:
	@mkdir -p $(B)
	@if ! command -v $(CC) >/dev/null; then echo "no compiler $(CC): run 'make deps', or choose one by CC="; exit 1; fi
	@if ! pkg-config --exists gsl libfyaml 2>/dev/null || \
	    ! printf '#include <stddef.h>\n#include <stdio.h>\n#include <csv.h>\n#include <uthash.h>\n' \
	      | $(CC) -E - >/dev/null 2>&1; then \
	    echo "libraries are missing (GSL, libfyaml, libcsv, uthash): run 'make deps'"; exit 1; fi
	@touch $@

-include $(OBJ:.o=.d) $(HELP_OBJ:.o=.d) $(TEST_BIN:=.d) $(B)/$(MAIN:.c=.d)

# ---- packages -------------------------------------------------------------------------------------

PACKAGES       := gcc libc6-dev make pkg-config libgsl-dev libfyaml-dev libcsv-dev uthash-dev gnuplot-nox graphviz fonts-dejavu-core
TEST_PACKAGES  := $(PACKAGES) libcmocka-dev libasan8 libubsan1 libtsan2 python3 tshark
LONG_PACKAGES  := python3-pandas python3-matplotlib r-base-core slurm-wlm munge parallel openmpi-bin chromium
LINT_PACKAGES  := clang clang-tidy clang-format cppcheck
BENCH_PACKAGES := g++ ns3 libns3-dev valgrind time

# Installs what is not there yet; on a machine without apt it only names the packages.
install_packages = @missing=; for p in $1; do \
	  dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo'; \
	if ! command -v apt-get >/dev/null || { [ -n "$$sudo" ] && ! command -v sudo >/dev/null; }; then \
	  echo "please install:$$missing"; exit 1; fi; \
	echo "installing:$$missing"; \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq update || echo "apt-get update failed; trying with the lists that are there"; \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$missing >build/apt.log 2>&1 \
	  || { cat build/apt.log; exit 1; }

deps: | build
	$(call install_packages,$(PACKAGES))
test-deps: | build
	$(call install_packages,$(TEST_PACKAGES) $(if $(VNETSIM_LONG),$(LONG_PACKAGES)))
lint-deps: | build
	$(call install_packages,$(PACKAGES) $(LINT_PACKAGES))
bench-deps: | build
	$(call install_packages,$(PACKAGES) $(BENCH_PACKAGES))
build:
	@mkdir -p build

# ---- the demo -------------------------------------------------------------------------------------
# Steps that need the packages are makes of their own: flags are read when a make starts.

DEMO := westus-northeurope
demo: deps
	@$(MAKE) $(JOBS) --no-print-directory all
	./vnetsim run scenarios/$(DEMO).yaml -o results/$(DEMO) --force
	@plots/plot.sh results/$(DEMO)
	@echo
	@echo "CSV files   results/$(DEMO)/*.csv     what their columns mean: results/README.md"
	@echo "pictures    results/$(DEMO)/*.png, *.svg"
	@echo "scenario    scenarios/$(DEMO).yaml    the language: scenarios/README.md"

# ---- tests ----------------------------------------------------------------------------------------

TEST_BUILD := $(if $(filter command line environment,$(origin BUILD)),$(BUILD),asan)
# A second build, to see that it gives the same bytes.
OTHER_BUILD := $(if $(filter release,$(TEST_BUILD)),debug,release)

test: test-deps
	@$(MAKE) $(JOBS) --no-print-directory BUILD=$(TEST_BUILD) test-programs
	@$(MAKE) $(JOBS) --no-print-directory BUILD=$(OTHER_BUILD) build/$(OTHER_BUILD)-$(notdir $(CC))/vnetsim
	@$(if $(TSAN_SRC),$(MAKE) $(JOBS) --no-print-directory BUILD=tsan $(TSAN_SRC:%.c=build/tsan-$(notdir $(CC))/%))
	@VNETSIM_OTHER=$(CURDIR)/build/$(OTHER_BUILD)-$(notdir $(CC))/vnetsim tests/run.sh build/$(TEST_BUILD)-$(notdir $(CC)) build/tsan-$(notdir $(CC))

test-long:
	@VNETSIM_LONG=1 $(MAKE) --no-print-directory test

test-programs: $(TEST_BIN) $(FUZZ_BIN) $(if $(wildcard $(MAIN)),$(B)/vnetsim)

$(B)/tests/%: tests/%.c $(OBJ) $(HELP_OBJ) $(B)/flags
	@mkdir -p $(dir $@)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -MF $@.d -o $@ $< $(HELP_OBJ) $(OBJ) -lcmocka $(LIBS)

# A target with its own main, which runs over files; of BUILD=fuzz (clang) with libFuzzer's.
$(B)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(OBJ) $(B)/flags
	@mkdir -p $(dir $@)
	$(call say,FUZZ,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(if $(filter fuzz,$(BUILD)),-fsanitize=fuzzer) -o $@ $< \
	  $(if $(filter fuzz,$(BUILD)),,tests/fuzz/replay.c) $(OBJ) $(LIBS)

# Each target for FUZZ_TIME seconds, from its corpus and the tests' files; what it finds is left in build/fuzz.
FUZZ_TIME ?= 60
fuzz: lint-deps
	@$(MAKE) $(JOBS) --no-print-directory CC=clang BUILD=fuzz $(FUZZ_SRC:%.c=build/fuzz-clang/%)
	@for t in $(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ_SRC)); do mkdir -p build/fuzz/$$t && \
	  build/fuzz-clang/tests/fuzz/fuzz_$$t -max_total_time=$(FUZZ_TIME) -max_len=20000 -timeout=20 -rss_limit_mb=3000 -verbosity=0 \
	    -print_final_stats=1 -dict=tests/fuzz/$$t.dict -artifact_prefix=build/fuzz/$$t- build/fuzz/$$t tests/fuzz/$$t tests/arm scenarios || exit 1; done

check-layers:
	@tests/layers.sh

golden-update: all
	@UPDATE=1 VNETSIM=./vnetsim tests/app/bad.sh
	@UPDATE=1 VNETSIM=./vnetsim tests/app/import.sh
	@git diff --stat -- tests/bad tests/arm

bench-peers: bench-deps
	@$(MAKE) $(JOBS) --no-print-directory all
	@tests/bench/tcp.sh

bench: bench-deps
	@$(MAKE) $(JOBS) --no-print-directory all
	@tests/bench/run.sh
	@tests/bench/tcp.sh
	@tests/bench/campaign.sh
	@tests/bench/size.sh

# ---- care -----------------------------------------------------------------------------------------

C_FILES := $(sort $(wildcard sim/*/*.[ch] models/*.[ch] models/*/*.[ch] tests/*/*.[ch]))

lint: lint-deps check-layers format-check
	@$(MAKE) $(JOBS) --no-print-directory lint-run

.PHONY: lint-run
lint-run: $(patsubst %.c,$(B)/tidy/%.ok,$(SRC) $(wildcard $(MAIN)))
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr --enable=warning,performance,portability \
	  --suppress=missingIncludeSystem -I. $(filter-out -DVNETSIM_DATADIR%,$(DEFS)) sim models

$(B)/tidy/%.ok: %.c .clang-tidy
	@mkdir -p $(dir $@)
	clang-tidy --quiet $< -- $(filter-out -Werror,$(BASE)) $(DEFS) -DVNETSIM_REVISION='""' $(LIB_CFLAGS) 2>/dev/null
	@touch $@

format:
	clang-format -i $(C_FILES)
format-check:
	clang-format --dry-run --Werror $(C_FILES)

docs: all
	@./vnetsim schema --markdown >scenarios/README.md
	@./vnetsim schema --results >results/README.md
	@./vnetsim explain --all >scenarios/DIAGNOSTICS.md

install:
	@$(MAKE) --no-print-directory B=build/install-$(notdir $(CC)) DATADIR=$(PREFIX)/share/vnetsim/data \
	  build/install-$(notdir $(CC))/vnetsim
	install -D -m 755 build/install-$(notdir $(CC))/vnetsim $(DESTDIR)$(PREFIX)/bin/vnetsim
	install -d $(DESTDIR)$(PREFIX)/share/vnetsim/data
	install -m 644 models/data/*.csv $(DESTDIR)$(PREFIX)/share/vnetsim/data/
	install -d $(DESTDIR)$(PREFIX)/share/vnetsim/plots
	install -m 644 plots/*.awk plots/*.gp $(DESTDIR)$(PREFIX)/share/vnetsim/plots/
	install -m 755 plots/plot.sh $(DESTDIR)$(PREFIX)/share/vnetsim/plots/

clean:
	rm -rf build vnetsim
