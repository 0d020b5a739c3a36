<?php
declare(strict_types=1);

/** The portal's own session, user and JSON, over the query() of whoever includes this. */

const BENCH_PORTAL = __DIR__ . '/../../../php/portal/';

require BENCH_PORTAL . 'positive_integer.php';
require BENCH_PORTAL . 'problem.php';
require BENCH_PORTAL . 'user.php';
require BENCH_PORTAL . 'session.php';
require BENCH_PORTAL . 'request.php';
require BENCH_PORTAL . 'booking_fields.php';
require BENCH_PORTAL . 'tour_times.php';
