.PHONY: help demo test portal portal-stop bench chaos fuzz memcheck audit

help:
	@echo 'make demo         play the whole story: database, fake Entrata, portal, webhooks, a booked tour'
	@echo 'make test         run every test: cargo, PHPUnit, browser'
	@echo 'make portal       leave the portal running, and say where; make portal-stop ends it'
	@echo 'make bench        measure'
	@echo 'make chaos        break things while leads are on their way, and count what was lost or doubled'
	@echo 'make fuzz         feed each door what nobody would send, a minute each (FUZZ_SECONDS)'
	@echo 'make memcheck     run every PHP function under valgrind'
	@echo 'make audit        licences, sources and known holes of everything that is linked in'

demo test bench chaos fuzz memcheck audit:
	@scripts/$@.sh

portal:
	@scripts/serve.sh start

portal-stop:
	@scripts/serve.sh stop
