.PHONY: all help demo test portal portal-stop bench scale chaos soak fuzz memcheck audit install uninstall deb packages

help:
	@echo 'make demo         play the whole story: database, fake Entrata, portal, webhooks, a booked tour'
	@echo 'make test         run every test: cargo, PHPUnit, browser'
	@echo 'make portal       leave the portal running, and say where; make portal-stop ends it'
	@echo 'make bench        measure, side by side with the PHP that would be written instead'
	@echo 'make scale        play fifty nodes and a thousand bookings a minute'
	@echo 'make chaos        break everything on purpose, and count what was lost, doubled or left half done'
	@echo 'make soak         100,000 mixed requests through nginx and PHP-FPM: errors, and what the workers grow'
	@echo 'make all          build the extension and the program; make install puts them where php-config says'
	@echo 'make deb          a Debian package for the PHP that is installed here'
	@echo 'make packages     try every way of installing in a throw-away copy of this system'
	@echo 'make fuzz         feed each door what nobody would send, a minute each (FUZZ_SECONDS)'
	@echo 'make memcheck     run every PHP function under valgrind'
	@echo 'make audit        licences, sources and known holes of everything that is linked in'

demo test bench scale chaos soak fuzz memcheck audit packages:
	@scripts/$@.sh

portal:
	@scripts/serve.sh start

portal-stop:
	@scripts/serve.sh stop

# `cargo build` makes the Rust library along with the extension, and then optimises neither across crates. By itself
# the extension is.
all:
	cargo build --locked --release --features php --bin entrata
	cargo rustc --locked --release --features php --lib --crate-type cdylib

install uninstall:
	@scripts/install.sh $@

deb:
	@scripts/deb.sh
