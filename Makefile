PYTHON ?= python3
.PHONY: demo test lint bench app docs lock floors
.NOTPARALLEL:
demo: ; @$(PYTHON) tools/setup.py demo $(ARGS)
test: ; @$(PYTHON) tools/setup.py test $(ARGS)
lint: ; @$(PYTHON) tools/setup.py lint $(ARGS)
bench: ; @$(PYTHON) tools/setup.py bench $(ARGS)
app: ; @$(PYTHON) tools/setup.py app $(ARGS)
docs: ; @$(PYTHON) tools/setup.py docs $(ARGS)
lock: ; @$(PYTHON) tools/setup.py lock $(ARGS)
floors: ; @$(PYTHON) tools/setup.py floors $(ARGS)
