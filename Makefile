# The entrance to everything. `make help` lists what there is.

PREFIX         ?= /usr
SYSCONFDIR     ?= /etc
DESTDIR        ?=
UNITDIR        ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR    ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR    ?= $(PREFIX)/lib/tmpfiles.d
POLKITDIR      ?= $(PREFIX)/share/polkit-1/rules.d
CATALOGDIR     ?= $(PREFIX)/lib/systemd/catalog
MANDIR         ?= $(PREFIX)/share/man
DOCDIR         ?= $(PREFIX)/share/doc/trunkline
FUZZ_SECONDS   ?= 60
FUZZ_RUNS      ?=

# An import that Package.swift does not declare is an error in every build.
STRICT  := --explicit-target-dependency-import-check error
# One set of flags for everything in release, so that run, bench and install share one build.
RELEASE := -c release --static-swift-stdlib $(STRICT)
BIN      = .build/release

.DEFAULT_GOAL := build
.PHONY: help deps deps-test deps-ppp deps-systemd deps-bench build release run test test-asn1 test-ppp test-systemd soak soak-threads check format bench fuzz \
        install install-files uninstall clean

help:
	@echo 'make build     debug build of all rooms and tests'
	@echo 'make run       three daemons, two dialled links, twenty messages: the demonstration'
	@echo 'make test      all tests (make test FILTER=SpoolTests for some)'
	@echo 'make test-asn1 each APDU against asn1ct, COUNT=100000 values both ways'
	@echo 'make test-systemd   the installed units in a container with a real systemd (root, systemd-container)'
	@echo 'make soak      the five promises at scale (docs/defects.md): an hour or two'
	@echo 'make soak-threads   the RAS table under the thread sanitizer, in a build of its own'
	@echo 'make test-ppp  two daemons over a real PPP link, in User-Mode Linux'
	@echo 'make check     format, arrows, sizes, ratchets, map, units, and a trial of each check'
	@echo 'make format    rewrites the sources in the format that make check asks for'
	@echo 'make bench     figures, side by side with Postfix, NNCP and UUCP'
	@echo 'make fuzz      every fuzz target for FUZZ_SECONDS=60 seconds or FUZZ_RUNS= inputs (TARGET=FuzzBER for one)'
	@echo 'make install   programs, units, polkit rule, catalogue, man pages, examples (PREFIX=/usr DESTDIR=)'
	@echo 'make deps deps-test deps-ppp deps-systemd deps-bench   installs the Debian packages that each of these needs'
	@echo 'make clean     removes .build'

# MARK: What must be installed

deps:
	@.ci/deps build

deps-test:
	@.ci/deps test

deps-ppp:
	@.ci/deps ppp

deps-systemd:
	@.ci/deps systemd

deps-bench:
	@.ci/deps bench

# MARK: Build

build: deps
	swift build --build-tests $(STRICT)

release: deps
	swift build $(RELEASE) --product trunkd
	swift build $(RELEASE) --product trunkctl
	swift build $(RELEASE) --product trunkd-answer

run: release
	@docs/demo/run --bin $(BIN)

# MARK: Proof

# Tests with real daemons wait in threads, of which there are as many as cores: those that wait without one go first.
WITH_DAEMONS = ^(DaemonTests|InteropTests)\.

test: deps deps-test
ifdef FILTER
	swift test $(STRICT) --filter '$(FILTER)'
else
	swift build --build-tests $(STRICT)
	swift test --skip-build $(STRICT) --skip '$(WITH_DAEMONS)'
	swift test --skip-build $(STRICT) --filter '$(WITH_DAEMONS)'
endif

test-asn1: COUNT ?= 100000
test-asn1: deps deps-test
	TRUNKLINE_ASN1_COUNT=$(COUNT) swift test $(STRICT) --filter ASN1CompilerTests

# The long forms of the tests that docs/defects.md marks, one after the other (make soak FILTER=SlowLineTests for one).
SOAK = TableSoak|FailedCall|SlowLine|FailedOpen|DeadNeighbour|SimultaneousDial|ManyWrongNames|hangUpAtEveryStep|HoldTests
soak: deps deps-test
	swift build --build-tests $(STRICT)
	TRUNKLINE_SOAK=1 swift test --skip-build --no-parallel $(STRICT) --filter '$(or $(FILTER),$(SOAK))'
	$(if $(FILTER),,@$(MAKE) --no-print-directory soak-threads)

soak-threads: deps deps-test
	TRUNKLINE_TABLE_OPERATIONS=100000 swift test --sanitize=thread -Xswiftc -DTSAN --scratch-path .build/threads \
	    $(STRICT) --filter LinksTests.TableSoakTests

# The release build when there is one to be tried: make test-systemd BIN=.build/release
test-systemd: BIN = .build/debug
test-systemd: build deps-systemd
	@Tests/Systemd/run --bin $(BIN)

test-ppp: BIN = .build/debug
test-ppp: build deps-ppp
	@Tests/PPP/run --bin $(BIN)

check: deps deps-test
	@.ci/check
	@.ci/check-selftest

format:
	swift format format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

bench: release deps-bench
	TRUNKLINE_BENCH=1 swift build $(RELEASE) --product WireBenchmark
	@Benchmarks/run --bin $(BIN) $(BENCH)

fuzz: deps
	@FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_RUNS=$(FUZZ_RUNS) Tests/Fuzz/run $(TARGET)

# MARK: Installation

# Under sudo what is built stays as it is: root need not have Swift, and leaves no files of its own in .build.
install: $(if $(and $(SUDO_USER),$(wildcard $(BIN)/trunkd),$(wildcard $(BIN)/trunkctl),$(wildcard $(BIN)/trunkd-answer)),,release)
	@$(MAKE) --no-print-directory install-files
	@if [ -z '$(DESTDIR)' ] && [ -d /run/systemd/system ]; then \
	    systemd-sysusers && systemd-tmpfiles --create trunkline.conf && journalctl --update-catalog \
	        && systemctl daemon-reload; fi
	@echo "Installed. Next: the first connector in README.md; examples are in $(DOCDIR)/config."

# What is built already, to where it belongs; nothing of the running system is touched.
install-files:
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/sbin'
	install -m 755 $(BIN)/trunkd '$(DESTDIR)$(PREFIX)/sbin/trunkd'
	install -m 755 $(BIN)/trunkd-answer '$(DESTDIR)$(PREFIX)/sbin/trunkd-answer'
	install -m 755 $(BIN)/trunkctl '$(DESTDIR)$(PREFIX)/bin/trunkctl'
	install -d '$(DESTDIR)$(UNITDIR)' '$(DESTDIR)$(SYSUSERSDIR)' '$(DESTDIR)$(TMPFILESDIR)' '$(DESTDIR)$(CATALOGDIR)'
	for unit in systemd/*.service systemd/*.socket; do \
	    sed 's|/usr/sbin/trunkd|$(PREFIX)/sbin/trunkd|' "$$unit" >'$(DESTDIR)$(UNITDIR)'/"$${unit##*/}" || exit 1; \
	    chmod 644 '$(DESTDIR)$(UNITDIR)'/"$${unit##*/}"; done
	install -m 644 systemd/trunkline.sysusers '$(DESTDIR)$(SYSUSERSDIR)/trunkline.conf'
	install -m 644 systemd/trunkline.tmpfiles '$(DESTDIR)$(TMPFILESDIR)/trunkline.conf'
	install -m 644 systemd/trunkline.catalog '$(DESTDIR)$(CATALOGDIR)/trunkline.catalog'
	install -d '$(DESTDIR)$(MANDIR)/man1' '$(DESTDIR)$(MANDIR)/man5' '$(DESTDIR)$(MANDIR)/man8'
	install -m 644 docs/trunkctl.1 '$(DESTDIR)$(MANDIR)/man1/trunkctl.1'
	install -m 644 docs/trunkline.conf.5 '$(DESTDIR)$(MANDIR)/man5/trunkline.conf.5'
	install -m 644 docs/trunkd.8 '$(DESTDIR)$(MANDIR)/man8/trunkd.8'
	install -m 644 docs/trunkd-answer.8 '$(DESTDIR)$(MANDIR)/man8/trunkd-answer.8'
	install -d '$(DESTDIR)$(POLKITDIR)'
	install -m 644 systemd/trunkline.rules '$(DESTDIR)$(POLKITDIR)/trunkline.rules'
	install -d '$(DESTDIR)$(DOCDIR)' '$(DESTDIR)$(SYSCONFDIR)/trunkline/connectors' '$(DESTDIR)$(SYSCONFDIR)/trunkline/phonebook'
	install -m 644 README.md CHANGELOG.md LICENSE docs/architecture.md docs/events.md docs/incidents.md docs/ras-codes.md \
	    docs/wire.md docs/defects.md docs/transfer-rate.md '$(DESTDIR)$(DOCDIR)'
	rm -rf '$(DESTDIR)$(DOCDIR)/config' && cp -R config '$(DESTDIR)$(DOCDIR)/config'
	chmod -R u+rwX,go+rX,go-w '$(DESTDIR)$(DOCDIR)/config'

uninstall:
	rm -f '$(DESTDIR)$(PREFIX)/sbin/trunkd' '$(DESTDIR)$(PREFIX)/sbin/trunkd-answer' '$(DESTDIR)$(PREFIX)/bin/trunkctl'
	rm -f '$(DESTDIR)$(UNITDIR)/trunkd.service' '$(DESTDIR)$(UNITDIR)'/trunkd-*.socket
	rm -f '$(DESTDIR)$(SYSUSERSDIR)/trunkline.conf' '$(DESTDIR)$(TMPFILESDIR)/trunkline.conf'
	rm -f '$(DESTDIR)$(CATALOGDIR)/trunkline.catalog' '$(DESTDIR)$(MANDIR)/man1/trunkctl.1'
	rm -f '$(DESTDIR)$(MANDIR)/man5/trunkline.conf.5' '$(DESTDIR)$(MANDIR)/man8/trunkd.8' \
	    '$(DESTDIR)$(MANDIR)/man8/trunkd-answer.8' '$(DESTDIR)$(POLKITDIR)/trunkline.rules'
	rm -rf '$(DESTDIR)$(DOCDIR)'

clean:
	swift package clean
	rm -rf .build/demo .build/bench .build/fuzz
