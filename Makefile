# The two commands of the README are `make demo` and `make test`; each does all set-up by itself.

SWIFT ?= swift
RUN = .build/release/replay-tool
# Swift's libraries inside the program: it starts twice as fast, and runs where no Swift is.
RELEASE = -c release --product replay-tool --static-swift-stdlib
OUT = demo-out

.PHONY: all setup build demo test bench lint generate install clean

all: build

# Debian packages that the build needs, installed only when missing.
setup:
	@Scripts/install-packages.sh

build: setup
	@echo "== building replay-tool (release) =="
	$(SWIFT) build $(RELEASE)

demo: build
	@Scripts/demo.sh $(RUN) $(OUT)

# The Swift of all rows, from their declarations.
generate:
	@Scripts/generate-rows

test: setup
	@Scripts/generate-rows --check
	@echo "== building and running the tests =="
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	$(SWIFT) build $(RELEASE)
	@Scripts/check-release.sh

# Every part beside its reference. BENCH: names and options, such as BENCH='end-to-end --large'.
bench: build
	$(SWIFT) run -c release --package-path Benchmarks benchmarks $(BENCH)

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift Benchmarks/Sources Benchmarks/Package.swift

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
install: build
	install -D -m 755 $(RUN) $(DESTDIR)$(PREFIX)/bin/replay-tool
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(RUN) manual > $(SHARE)/man/man1/replay-tool.1
	$(RUN) --generate-completion-script bash > $(SHARE)/bash-completion/completions/replay-tool
	$(RUN) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_replay-tool
	$(RUN) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/replay-tool.fish

clean:
	rm -rf .build $(OUT)
