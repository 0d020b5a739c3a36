#!/usr/bin/env bash
# Builds the program `entrata` and the PHP extension: target/$BUILD_PROFILE/{entrata,libentrata.so}. BUILD_PROFILE is
# `debug` unless set; `make all` sets `release`.
set -euo pipefail
. "$(dirname "$0")/common.sh"

case $BUILD_PROFILE in
    debug) profile=dev ;;
    *) profile=$BUILD_PROFILE ;;
esac
if [ "$profile" = release ]; then
    # Cargo skips link-time optimization for a library that is built as `rlib` and `cdylib` at once.
    cargo build --locked --release --features php --bin entrata
    cargo rustc --locked --release --features php --lib --crate-type cdylib
else
    cargo build --locked --profile "$profile" --features php
fi
