dnl `phpize && ./configure && make && make install`, as PIE and pecl do it; the work is cargo's.
PHP_ARG_ENABLE([entrata],
  [whether to build the extension entrata],
  [AS_HELP_STRING([--enable-entrata], [Build the extension entrata])],
  [yes])

if test "$PHP_ENTRATA" != "no"; then
  AC_PATH_PROG([CARGO], [cargo], [no], [$PATH:$HOME/.cargo/bin])
  if test "$CARGO" = "no"; then
    AC_MSG_ERROR([cargo is missing: install Rust from https://rustup.rs])
  fi
  AC_PATH_PROG([CLANG], [clang], [no])
  if test "$CLANG" = "no"; then
    AC_MSG_ERROR([clang is missing, which reads the headers of PHP: install clang and libclang-dev])
  fi
  PHP_SUBST([CARGO])
  AC_PATH_PROG([ENTRATA_PHP_CONFIG], [$PHP_CONFIG])
  PHP_SUBST([ENTRATA_PHP_CONFIG])
  PHP_MODULES="$PHP_MODULES \$(phplibdir)/entrata.so"
  install_modules="install-modules"
  PHP_ADD_BUILD_DIR([$abs_builddir/modules])
  PHP_ADD_MAKEFILE_FRAGMENT([$abs_srcdir/Makefile.frag], [$abs_srcdir], [$abs_builddir])
fi
