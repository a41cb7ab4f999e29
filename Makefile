# The six things that somebody who works on clerkdesk does; CONTRIBUTING.md says when.
.PHONY: setup format check test docs ci

setup:  ## An environment with everything that the program, its tests and its checks need
	python3 -m venv .venv
	.venv/bin/pip install --quiet --constraint constraints.txt --editable '.[test,dev]'

format:  ## Put the source into its form
	.venv/bin/ruff check --quiet --fix .
	.venv/bin/ruff format --quiet .

check:  ## Form, types, who may import whom
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict
	.venv/bin/lint-imports

test:  ## All tests, on both databases
	.venv/bin/pytest -n 4 --dist worksteal

docs:  ## Write anew what is made from the program
	XDG_CONFIG_HOME=/nowhere .venv/bin/clerkdesk keys --markdown > docs/keys.md
	.venv/bin/python -m scripts.draw_model > docs/model.md
	.venv/bin/python -m scripts.draw_rights > docs/rights.md

ci:  ## Everything that must hold, as on a machine that nobody prepared
	.ci/run
