.PHONY: help demo test portal portal-stop bench scale chaos

help:
	@echo 'make demo         play the whole story: database, fake Entrata, portal, webhooks, a booked tour'
	@echo 'make test         run every test: cargo, PHPUnit, browser'
	@echo 'make portal       leave the portal running, and say where; make portal-stop ends it'
	@echo 'make bench        measure, side by side with the PHP that would be written instead'
	@echo 'make scale        play fifty nodes and a thousand bookings a minute'
	@echo 'make chaos        break things while leads are on their way, and count what was lost or doubled'

demo test bench scale chaos:
	@scripts/$@.sh

portal:
	@scripts/serve.sh start

portal-stop:
	@scripts/serve.sh stop
