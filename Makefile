# Two commands: `make up` runs the product, `make test` tries it. `make check` reads it. Only Python and make are needed.
PYTHON ?= python3
PORT ?= 8000
ADDRESS ?= 127.0.0.1
ARGS ?=
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
SERVICES := $(BIN)/python -m erp.services
SCRATCH := $(SERVICES) run --scratch --
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
TEMPLATES := $(wildcard templates */templates)

.PHONY: up status stop setup test check check-style check-types check-imports check-templates check-django check-api
.PHONY: api messages bench bench-mrp restore doctor clean

up: .stamps/runtime .stamps/assets .stamps/warm $(MESSAGES)
	@exec $(SERVICES) up --host $(ADDRESS) --port $(PORT)

status stop: .stamps/runtime
	@exec $(SERVICES) $@

setup: .stamps/development .stamps/assets .stamps/warm $(MESSAGES)

# Every test on PostgreSQL and a broker of its own: `make test ARGS="tests/base -k lease"`
test: setup
	@$(SCRATCH) $(BIN)/pytest -n 2 $(ARGS)

# What can be said without running it; `make -k check` goes on after a fault.
check: check-style check-types check-imports check-templates check-django check-api

check-style: .stamps/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: .stamps/development
	$(BIN)/mypy

check-imports: .stamps/development
	$(BIN)/lint-imports

check-templates: .stamps/development
	$(if $(TEMPLATES),$(BIN)/djlint --quiet --lint $(TEMPLATES))

check-django: .stamps/development $(MESSAGES)
	$(MANAGE) check
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

# The published description of REST is compared with what the code says; `make api` writes it anew.
check-api: .stamps/development $(MESSAGES)
	@if [ -e docs/openapi.yaml ]; then \
		$(MANAGE) spectacular --file .stamps/openapi.yaml && diff -u docs/openapi.yaml .stamps/openapi.yaml; fi

api: .stamps/development
	$(MANAGE) spectacular --file docs/openapi.yaml

# For developers: brings the source's texts into the catalogues; a translator fills what is empty.
messages: .stamps/development
	@$(BIN)/python -W ignore::RuntimeWarning manage.py messages

bench: setup
	@$(SCRATCH) $(BIN)/python -m benchmarks $(ARGS)

# Requirements runs against PostgreSQL's own COPY; `make bench-mrp ARGS=S` for one size.
bench-mrp: setup
	@$(SCRATCH) $(BIN)/python -m benchmarks.mrp $(ARGS)

# On a server: `make restore BACKUP=/backups/loopworks-20261201-023000.dump`; without one, those there are.
restore:
	$(if $(BACKUP),,@docker compose exec backup ls -l /backups && echo "Name one: make restore BACKUP=…" && exit 1)
	docker compose stop proxy web short long out dispatcher
	docker compose run --rm --no-deps --entrypoint sh backup /deploy/restore.sh $(BACKUP)
	docker compose up -d

doctor:
	@$(PYTHON) erp/services/doctor.py --all

# The environment and the assets, never the data in .data.
clean:
	rm -rf .venv .stamps node_modules

# Stamps, not .venv/bin/python: an environment that failed half way leaves that file behind.
.stamps/runtime: requirements.txt
	@$(PYTHON) erp/services/doctor.py
	@rm -f .stamps/development
	@echo "Python packages into .venv (the first time takes a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p .stamps && touch $@

.stamps/development: .stamps/runtime requirements-dev.txt
	@echo "What tests and checks need into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Compiles the engine's loops once into the cache, so that the first plan does not wait for it.
.stamps/warm: .stamps/runtime $(wildcard engine/*.py engine/*/*.py)
	@echo "The planning engine into machine code (once)"
	@$(BIN)/python -m engine.warmup
	@touch $@

.stamps/assets: .stamps/runtime package.json package-lock.json
	@if $(BIN)/python -m erp.services.assets; then touch $@; fi

%.mo: %.po .stamps/runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
