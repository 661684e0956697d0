# SPDX-License-Identifier: GPL-3.0-or-later
# make, make check, make check SAN=address,undefined, make golden, make lint, make bench, make fuzz, make soak, make valgrind,
# make install
VERSION = 0.1.0
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC = gcc
endif
CFLAGS ?= -O2 -g
CLANG_FORMAT ?= clang-format
PKG_CONFIG ?= pkg-config
BENCH ?= $(wildcard corpus/*.pdf)

bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
rulesdir = $(PREFIX)/share/extract/rules
datadir = $(PREFIX)/share

# Packages: their absence is told by name, before the compiler stumbles over it.
PACKAGES = glib-2.0 poppler-glib libqpdf cairo icu-uc libpcre2-8 libcjson nettle libseccomp
LOADED_PACKAGES = sqlite3# its headers; the library is loaded when it is needed
TEST_PACKAGES = cmocka
ifeq ($(filter clean,$(MAKECMDGOALS)),)
MISSING := $(shell for package in $(PACKAGES) $(LOADED_PACKAGES); do $(PKG_CONFIG) --exists $$package || echo $$package; done)
ifneq ($(strip $(MISSING)),)
$(error pkg-config does not find: $(MISSING). Install the development packages (Debian: libglib2.0-dev \
libpoppler-glib-dev libqpdf-dev libcairo2-dev libicu-dev libpcre2-dev libcjson-dev nettle-dev libseccomp-dev libsqlite3-dev), \
or run ./bootstrap)
endif
endif

# Every variant has a folder of its own: make check SAN=address,undefined leaves the program alone.
ifdef SAN
BUILD = build/$(subst $(comma),-,$(SAN))
SAN_FLAGS = -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
else
BUILD = build
endif
comma = ,

REQUIRED = -std=c11 -D_GNU_SOURCE -I. -I$(BUILD)/include -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Werror -MMD -MP
INCLUDES := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
# At every start the dynamic linker looks for each symbol in the libraries in the order in which they stand here, and most
# symbols are those of C++: so these come first, named though the objects ask for none of them.  The library of C++ by
# its file, as the compiler of C comes without a link to it.
STANDARD_CXX := $(filter /%,$(shell $(CC) -print-file-name=libstdc++.so.6))
LIBRARIES := -Wl,--push-state,--no-as-needed $(STANDARD_CXX) $(shell $(PKG_CONFIG) --libs libqpdf poppler) -Wl,--pop-state \
    $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lm -ldl
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(REQUIRED) $(SAN_FLAGS) $(INCLUDES) -c -o $@ $<
LINK = $(CC) $(CFLAGS) $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

SOURCES = $(wildcard base/*.c extract/*.c normalize/*.c rules/*.c emit/*.c facts/*.c cli/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/objects/%.o)
PARTS = $(filter-out $(BUILD)/objects/cli/main.o,$(OBJECTS))
PROGRAM = $(BUILD)/extract
FUZZ_TARGETS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS = $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/replay_%)
UNIT_TESTS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
SCRIPT_TESTS = tests/cli/run tests/cli/batch tests/fuzz/run tests/uses tests/whole $(wildcard tests/run)
MAN_PAGES = $(wildcard docs/man/*.[1-9])

# Short lines; make V=1 shows the commands.
say = $(if $(V),,@echo '$(1) $@'; )

all: $(PROGRAM)

$(PROGRAM): $(OBJECTS)
	$(call say,LINK)$(LINK)

# Text that the program holds: each line a string.
$(BUILD)/include/%.inc: %
	@mkdir -p $(@D)
	$(call say,TEXT)sed 's/[\\"]/\\&/g; s/.*/"&\\n",/' $< > $@

$(BUILD)/objects/facts/database.o: $(BUILD)/include/facts/schema.sql.inc
$(BUILD)/objects/facts/diff_html.o: $(BUILD)/include/facts/diff.css.inc

$(BUILD)/objects/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE)

$(BUILD)/objects/cli/%.o: CPPFLAGS += -DVERSION='"$(VERSION)"' -DRULES_DIRECTORY='"$(rulesdir)"'
ifdef SAN
$(BUILD)/objects/cli/sandbox.o: CPPFLAGS += -DSANDBOX=false
$(BUILD)/objects/cli/batch.o: CPPFLAGS += -DLEAVE_AT_ONCE=false
endif

# Unit tests link all of the program but main.
$(BUILD)/tests/unit/%: LIBRARIES += $(shell $(PKG_CONFIG) --libs $(TEST_PACKAGES))
$(BUILD)/tests/unit/%: $(BUILD)/objects/tests/unit/%.o $(PARTS)
	@mkdir -p $(@D)
	$(call say,LINK)$(LINK)

# A fuzz target with a main of ours, which tries files; make fuzz links it with libFuzzer's.
FUZZ_COMMON = $(BUILD)/objects/tests/fuzz/common.o $(PARTS)
$(BUILD)/tests/fuzz/replay_%: $(BUILD)/objects/tests/fuzz/fuzz_%.o $(BUILD)/objects/tests/fuzz/replay.o $(FUZZ_COMMON)
	@mkdir -p $(@D)
	$(call say,LINK)$(LINK)
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/objects/tests/fuzz/fuzz_%.o $(FUZZ_COMMON)
	@mkdir -p $(@D)
	$(call say,LINK)$(LINK) -fsanitize=fuzzer

-include $(patsubst %,$(BUILD)/objects/tests/fuzz/%.d,$(FUZZ_TARGETS:%=fuzz_%) common replay) $(OBJECTS:.o=.d) $(UNIT_TESTS:$(BUILD)/%=$(BUILD)/objects/%.d)

# The program is always tried with the rules and the corpus of this tree.  Sanitizers report into
# files: where the program reads PDFs its standard error is silenced.
TEST_ENVIRONMENT = EXTRACT=$(CURDIR)/$(PROGRAM) EXTRACT_RULES=$(CURDIR)/rules CC="$(CC)" SAN="$(SAN)" \
    FUZZ=$(CURDIR)/$(BUILD)/tests/fuzz
ifdef SAN
REPORTS = $(CURDIR)/$(BUILD)/reports
TEST_ENVIRONMENT += ASAN_OPTIONS=log_path=$(REPORTS)/asan UBSAN_OPTIONS=print_stacktrace=1:log_path=$(REPORTS)/ubsan
TEST_ENVIRONMENT += LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks:print_suppressions=0
endif

check: $(PROGRAM) $(UNIT_TESTS) $(REPLAYS)
ifdef SAN
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@$(TEST_ENVIRONMENT) tests/check $(UNIT_TESTS) $(SCRIPT_TESTS) || { cat $(REPORTS)/* 2>/dev/null; exit 1; }
	@test -z "$$(ls $(REPORTS))" || { cat $(REPORTS)/*; echo "sanitizer reports, see above"; exit 1; }
else
	@$(TEST_ENVIRONMENT) tests/check $(UNIT_TESTS) $(SCRIPT_TESTS)
endif

# Writes tests/golden anew, for review with git diff; check never does.
golden: $(PROGRAM)
	$(TEST_ENVIRONMENT) tests/run --golden

# Rebuilds the PDFs of the corpus from their sources (corpus/README.md names the tools).
corpus:
	corpus/build

lint:
	$(CLANG_FORMAT) --dry-run -Werror $(wildcard */*.c */*.h tests/unit/*.c tests/fuzz/*.[ch])
	shellcheck -s bash docs/completions/extract.bash
	shellcheck $$(grep -lE '^#!/bin/(sh|bash)' bootstrap .ci/run tests/* tests/cli/* tests/fuzz/run corpus/build 2>/dev/null)
	$(if $(MAN_PAGES),mandoc -T lint -W warning $(MAN_PAGES))

format:
	$(CLANG_FORMAT) -i $(wildcard */*.c */*.h tests/unit/*.c tests/fuzz/*.[ch])

# libFuzzer on every target, FUZZ_SECONDS each; needs clang.  What it finds stands in $(BUILD)/tests/fuzz/found:
# mend it, and keep it in tests/fuzz/findings/TARGET, which make check replays.
FUZZ_SECONDS ?= 60
fuzz:
	@$(MAKE) --no-print-directory CC=clang SAN=fuzzer-no-link,address,undefined fuzz-run
fuzz-run: $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/fuzz_%)
	@$(TEST_ENVIRONMENT) ASAN_OPTIONS=detect_leaks=1 tests/fuzz/run fuzz $(BUILD)/tests/fuzz $(FUZZ_SECONDS)

# SOAK mutated PDFs of the corpus, always the same: each must be answered, in time, and nothing left behind.
SOAK ?= 2000
soak: $(PROGRAM)
	@rm -rf $(BUILD)/reports && mkdir -p $(BUILD)/reports
	@$(TEST_ENVIRONMENT) REPORTS=$(CURDIR)/$(BUILD)/reports tests/soak $(PROGRAM) $(SOAK)

# The corpus under valgrind.
valgrind: $(PROGRAM)
	@EXTRACT_RULES=$(CURDIR)/rules tests/valgrind $(PROGRAM) $(wildcard corpus/*.pdf corpus/bad/*.pdf)

# How the time grows with what a file asks for.
bench-growth: $(PROGRAM)
	@EXTRACT_RULES=$(CURDIR)/rules tests/growth $(PROGRAM)

# Processor time over BENCH: files or folders of PDFs (make bench BENCH=folder).
bench: $(PROGRAM)
	@EXTRACT_RULES=$(CURDIR)/rules tests/bench $(PROGRAM) $(BENCH)

install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(bindir)/extract
	cd rules && find . '(' -name '*.rules' -o -name '*.tsv' -o -name '*.words' ')' -exec install -D -m 644 {} $(DESTDIR)$(rulesdir)/{} \;
	for page in $(MAN_PAGES); do install -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done
	install -D -m 644 docs/completions/extract.bash $(DESTDIR)$(datadir)/bash-completion/completions/extract
	install -D -m 644 docs/completions/_extract $(DESTDIR)$(datadir)/zsh/site-functions/_extract
	install -D -m 644 docs/completions/extract.fish $(DESTDIR)$(datadir)/fish/vendor_completions.d/extract.fish

uninstall:
	rm -f $(DESTDIR)$(bindir)/extract
	rm -rf $(DESTDIR)$(PREFIX)/share/extract
	rm -f $(DESTDIR)$(datadir)/bash-completion/completions/extract $(DESTDIR)$(datadir)/zsh/site-functions/_extract \
	    $(DESTDIR)$(datadir)/fish/vendor_completions.d/extract.fish
	for page in $(MAN_PAGES); do rm -f $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done

clean:
	rm -rf build

.PHONY: all check golden corpus lint format fuzz fuzz-run soak valgrind bench bench-growth install uninstall clean
.SECONDARY:
