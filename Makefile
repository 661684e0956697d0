# SPDX-License-Identifier: GPL-3.0-or-later
# make, make check, make check SAN=address,undefined, make golden, make lint, make bench, make install
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

# Packages: their absence is told by name, before the compiler stumbles over it.
PACKAGES = glib-2.0 poppler-glib libqpdf cairo icu-uc libpcre2-8 libcjson libseccomp
TEST_PACKAGES = cmocka
ifeq ($(filter clean,$(MAKECMDGOALS)),)
MISSING := $(shell for package in $(PACKAGES); do $(PKG_CONFIG) --exists $$package || echo $$package; done)
ifneq ($(strip $(MISSING)),)
$(error pkg-config does not find: $(MISSING). Install the development packages (Debian: libglib2.0-dev \
libpoppler-glib-dev libqpdf-dev libcairo2-dev libicu-dev libpcre2-dev libcjson-dev libseccomp-dev), or run ./bootstrap)
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

REQUIRED = -std=c11 -D_GNU_SOURCE -I. -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Werror -MMD -MP
INCLUDES := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
LIBRARIES := $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lm
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(REQUIRED) $(SAN_FLAGS) $(INCLUDES) -c -o $@ $<
LINK = $(CC) $(CFLAGS) $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

SOURCES = $(wildcard base/*.c extract/*.c normalize/*.c rules/*.c emit/*.c facts/*.c cli/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/objects/%.o)
PARTS = $(filter-out $(BUILD)/objects/cli/main.o,$(OBJECTS))
PROGRAM = $(BUILD)/extract
UNIT_TESTS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
SCRIPT_TESTS = tests/cli/run tests/cli/batch tests/uses tests/whole $(wildcard tests/run)
MAN_PAGES = $(wildcard docs/man/*.[1-9])

# Short lines; make V=1 shows the commands.
say = $(if $(V),,@echo '$(1) $@'; )

all: $(PROGRAM)

$(PROGRAM): $(OBJECTS)
	$(call say,LINK)$(LINK)

$(BUILD)/objects/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE)

$(BUILD)/objects/cli/%.o: CPPFLAGS += -DVERSION='"$(VERSION)"' -DRULES_DIRECTORY='"$(rulesdir)"'
ifdef SAN
$(BUILD)/objects/cli/sandbox.o: CPPFLAGS += -DSANDBOX=false
endif

# Unit tests link all of the program but main.
$(BUILD)/tests/unit/%: LIBRARIES += $(shell $(PKG_CONFIG) --libs $(TEST_PACKAGES))
$(BUILD)/tests/unit/%: $(BUILD)/objects/tests/unit/%.o $(PARTS)
	@mkdir -p $(@D)
	$(call say,LINK)$(LINK)

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:$(BUILD)/%=$(BUILD)/objects/%.d)

# The program is always tried with the rules and the corpus of this tree.  Sanitizers report into
# files: where the program reads PDFs its standard error is silenced.
TEST_ENVIRONMENT = EXTRACT=$(CURDIR)/$(PROGRAM) EXTRACT_RULES=$(CURDIR)/rules CC="$(CC)" SAN="$(SAN)"
ifdef SAN
REPORTS = $(CURDIR)/$(BUILD)/reports
TEST_ENVIRONMENT += ASAN_OPTIONS=log_path=$(REPORTS)/asan UBSAN_OPTIONS=print_stacktrace=1:log_path=$(REPORTS)/ubsan
TEST_ENVIRONMENT += LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks:print_suppressions=0
endif

check: $(PROGRAM) $(UNIT_TESTS)
ifdef SAN
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@$(TEST_ENVIRONMENT) tests/check $(UNIT_TESTS) $(SCRIPT_TESTS) || { cat $(REPORTS)/* 2>/dev/null; exit 1; }
	@test -z "$$(ls $(REPORTS))" || { cat $(REPORTS)/*; echo "sanitizer reports, see above"; exit 1; }
else
	@$(TEST_ENVIRONMENT) tests/check $(UNIT_TESTS) $(SCRIPT_TESTS)
endif

# Writes the expected output of tests/cases anew, for review with git diff; check never does.
golden: $(PROGRAM)
	$(TEST_ENVIRONMENT) tests/run --golden

# Rebuilds the PDFs of the corpus from their sources (corpus/README.md names the tools).
corpus:
	corpus/build

lint:
	$(CLANG_FORMAT) --dry-run -Werror $(wildcard */*.c */*.h tests/unit/*.c)
	shellcheck $$(grep -lE '^#!/bin/(sh|bash)' bootstrap tests/check tests/bench tests/run tests/cli/* 2>/dev/null)
	$(if $(MAN_PAGES),mandoc -T lint -W warning $(MAN_PAGES))

format:
	$(CLANG_FORMAT) -i $(wildcard */*.c */*.h tests/unit/*.c)

# Processor time over BENCH: files or folders of PDFs (make bench BENCH=folder).
bench: $(PROGRAM)
	@EXTRACT_RULES=$(CURDIR)/rules tests/bench $(PROGRAM) $(BENCH)

install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(bindir)/extract
	cd rules && find . '(' -name '*.rules' -o -name '*.tsv' ')' -exec install -D -m 644 {} $(DESTDIR)$(rulesdir)/{} \;
	for page in $(MAN_PAGES); do install -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done

uninstall:
	rm -f $(DESTDIR)$(bindir)/extract
	rm -rf $(DESTDIR)$(PREFIX)/share/extract
	for page in $(MAN_PAGES); do rm -f $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done

clean:
	rm -rf build

.PHONY: all check golden corpus lint format bench install uninstall clean
.SECONDARY:
