# Where Cargo.toml is: two folders up from here.
ENTRATA_SOURCE = $(srcdir)/../..

$(phplibdir)/entrata.so: entrata-by-cargo
	@mkdir -p $(phplibdir)
	$(INSTALL) $(ENTRATA_SOURCE)/target/release/libentrata.so $@

# Cargo itself knows what there is to do.
entrata-by-cargo:
	cd $(ENTRATA_SOURCE) && PHP=$(PHP_EXECUTABLE) PHP_CONFIG=$(ENTRATA_PHP_CONFIG) CARGO_TARGET_DIR=target \
		$(CARGO) build --locked --release --package entrata-extension

.PHONY: entrata-by-cargo
