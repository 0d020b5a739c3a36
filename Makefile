.PHONY: all help demo test test-quick portal portal-stop bench scale chaos soak fuzz memcheck audit install uninstall deb packages dist

help:
	@echo 'make demo         run the whole flow: database, sandbox, portal, webhooks, a booked tour'
	@echo 'make test         run every test: cargo, PHPUnit, browser'
	@echo 'make test-quick   run the unit tests only: no database, PHP or browser'
	@echo 'make portal       start the portal and print its URLs; make portal-stop stops it'
	@echo 'make bench        measure the extension side by side with the same work in PHP'
	@echo 'make scale        simulate fifty nodes and a thousand bookings a minute'
	@echo 'make chaos        break everything on purpose; count lost, doubled and half-done work'
	@echo 'make soak         send 100,000 mixed requests through nginx and PHP-FPM'
	@echo 'make all          build the extension and the program; make install installs them'
	@echo 'make deb          build a Debian package for the installed PHP'
	@echo 'make dist         pack the extension for PIE, with an SBOM and checksums'
	@echo 'make packages     try every way of installing, in a throw-away copy of this system'
	@echo 'make fuzz         fuzz each entry point for FUZZ_SECONDS (60)'
	@echo 'make memcheck     run every PHP function under valgrind'
	@echo 'make audit        check licenses, sources and known vulnerabilities of dependencies'

demo test test-quick bench scale chaos soak fuzz memcheck audit packages dist:
	@scripts/$@.sh

portal:
	@scripts/serve.sh start

portal-stop:
	@scripts/serve.sh stop

all:
	@BUILD_PROFILE=release scripts/build.sh

install uninstall:
	@scripts/install.sh $@

deb:
	@scripts/deb.sh
