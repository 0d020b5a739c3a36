#!/usr/bin/env bash
# What the extension costs beside PHP's own means, and what the parts of the crate cost.
set -euo pipefail
export ENTRATA_STAGE=bench
. "$(dirname "$0")/common.sh"

only_one 'make bench'
scripts/setup.sh
cargo build --locked --release --features php
php benches/php/startup.php "$EXTENSION"
php -d "extension=$EXTENSION" benches/php/tour_times.php
cargo bench --locked --features cli
