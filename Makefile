# The two commands of the README are `make demo` and `make test`; each does all set-up by itself.

SWIFT ?= swift
RUN = .build/release/replay-tool
# Swift's libraries inside the program: it starts twice as fast, and runs where no Swift is.
RELEASE = -c release --product replay-tool --static-swift-stdlib
OUT = demo-out

.PHONY: all setup build demo test check-all fuzz check-recordings check-deb bench lint generate install deb clean

all: build

# Debian packages that the build needs, installed only when missing.
setup:
	@Scripts/install-packages.sh

build: setup
	@echo "== building replay-tool (release) =="
	$(SWIFT) build $(RELEASE)

demo: build
	@Scripts/demo.sh $(RUN) $(OUT)

# The Swift of all rows and oddities, from their declarations.
generate:
	@Scripts/generate-rows
	@Scripts/generate-oddities

test:
	@Scripts/install-packages.sh valgrind
	@Scripts/generate-rows --check
	@Scripts/generate-oddities --check
	@Scripts/run-tests $(SWIFT) $(RELEASE)

# All that make test does, and what needs rights or tools that are not everywhere: recordings of this machine, the Debian package.
check-all: test check-recordings check-deb

# Damaged and absurd input of every kind, from a seed. FUZZ: options of Scripts/fuzz, such as FUZZ='--count 25000 --seed 7'.
fuzz: build
	@Scripts/fuzz $(RUN) $(FUZZ)

check-recordings: build
	@Scripts/check-recordings $(RUN)

check-deb: build
	@Scripts/check-deb

# Every part beside its reference. BENCH: names and options, such as BENCH='end-to-end --large'.
bench: build
	$(SWIFT) run -c release --package-path Benchmarks benchmarks $(BENCH)

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift Benchmarks/Sources Benchmarks/Package.swift

PREFIX ?= /usr/local
install: build
	Scripts/install-files $(DESTDIR)$(PREFIX)

# dist/replay-tool_VERSION_ARCHITECTURE.deb
deb: build
	@Scripts/make-deb dist

clean:
	rm -rf .build $(OUT) dist
