#!/usr/bin/env bash
# Builds the program `entrata` and the PHP extension: target/$BUILD_PROFILE/{entrata,libentrata.so}. BUILD_PROFILE is
# `debug` unless set; `make all` sets `release`.
set -euo pipefail
. "$(dirname "$0")/common.sh"

case $BUILD_PROFILE in
    debug) profile=dev ;;
    *) profile=$BUILD_PROFILE ;;
esac
# Together, so that both link the same build of the crate.
cargo build --locked --profile "$profile" --package entrata --package entrata-extension --features entrata/php
