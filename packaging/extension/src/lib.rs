//! Links the feature `php` of the crate `entrata` into a library that exports PHP's entry point, `get_module`.

use entrata as _;
